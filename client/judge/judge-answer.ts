import type { EditionId } from '../../spec/generated/contract.ts';
import { ContentFault, decodeContent } from './content-encoding.ts';
import { isCutShort } from './json-text.ts';
import { type Judgement, judgeResponse } from './judge-response.ts';

/** One HTTP response, whole by HTTP's rules, with its content still encoded. */
export interface RawAnswer {
  status: number;
  /** Takes the name in lower case; joins several headers of one name by commas. */
  header: (name: string) => string | undefined;
  body: Buffer;
}

/** Statuses by which a gateway reports the network behind it (E1); the page names 502. A service itself sends 503: a breach of E1. */
export const gatewayStatuses: ReadonlySet<number> = new Set([502, 504]);

/** Maximum length of an answer that is judged, before and after decoding. */
export const maxBodyBytes = 4 * 1024 * 1024;

/** Maximum number of interim responses (1xx) before one answer. */
export const maxInterimResponses = 8;

/**
 * Decodes a response and judges it. The suite, the load engine and `judgeExchange` all call it.
 * @returns the judgement with the decoded body; or a fault, when the answer proves no breach: it exceeds the harness's own
 * bounds, has a coding that the harness does not know, or was cut short where only the end of the connection delimits it,
 * as by a network fault.
 */
export function judgeAnswer(
  { status, header, body }: RawAnswer,
  edition: EditionId,
): { judgement: Judgement; content: Buffer } | { fault: string } {
  const contentType = header('content-type');
  const hasKnownEnd = header('content-length') !== undefined || header('transfer-encoding') !== undefined;
  let content: Buffer;
  try {
    content = decodeContent(body, header('content-encoding'), maxBodyBytes);
  } catch (error) {
    if (!(error instanceof ContentFault)) throw error;
    if (!error.broken || !hasKnownEnd) return { fault: error.message };
    content = Buffer.alloc(0);
    const answer = { status, contentType, body: content, undecodable: error.message };
    return { judgement: judgeResponse(answer, edition), content };
  }
  const judgement = judgeResponse({ status, contentType, body: content }, edition);
  if (!hasKnownEnd && judgement.json === undefined && isCutShort(content.toString('utf8')))
    return { fault: 'the connection ended before the body did' };
  return { judgement, content };
}
