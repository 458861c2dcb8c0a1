import type { EditionId } from '../../spec/generated/contract.ts';
import { ContentFault, decodeContent } from './content-encoding.ts';
import { isCutShort } from './json-text.ts';
import { type Judgement, judgeResponse } from './judge-response.ts';

/** One HTTP response, whole as far as HTTP can tell, with its content coding still on. */
export interface RawAnswer {
  status: number;
  /** By its name in lower case; several of one name are joined by commas. */
  header: (name: string) => string | undefined;
  body: Buffer;
}

/** What a gateway says of the network behind it (E1); the page names 502. A 503 is a service's own word, and breaches E1. */
export const gatewayStatuses: ReadonlySet<number> = new Set([502, 504]);

/** The longest answer that is judged, before and after its content coding is taken off. */
export const maxBodyBytes = 4 * 1024 * 1024;

/** Interim responses (1xx) before one answer; more are no way to an answer. */
export const maxInterimResponses = 8;

/**
 * Frees a response of its content coding and judges it. Both instruments do it here, so that they agree on what is a breach.
 * @returns the judgement with the body it is of; or a fault, when there is nothing that a breach could be told from: an
 * answer beyond the harness's own bounds, a coding it does not know, or one that the end of the connection delimits and
 * that ends too early, which a network fault looks like as well.
 */
export function judgeAnswer(
  { status, header, body }: RawAnswer,
  edition: EditionId,
): { judgement: Judgement; content: Buffer } | { fault: string } {
  const contentType = header('content-type');
  const endTold = header('content-length') !== undefined || header('transfer-encoding') !== undefined;
  let content: Buffer;
  try {
    content = decodeContent(body, header('content-encoding'), maxBodyBytes);
  } catch (error) {
    if (!(error instanceof ContentFault)) throw error;
    if (!error.broken || !endTold) return { fault: error.message };
    content = Buffer.alloc(0);
    const answer = { status, contentType, body: content, undecodable: error.message };
    return { judgement: judgeResponse(answer, edition), content };
  }
  const judgement = judgeResponse({ status, contentType, body: content }, edition);
  if (!endTold && judgement.json === undefined && isCutShort(content.toString('utf8')))
    return { fault: 'the connection ended before the body did' };
  return { judgement, content };
}
