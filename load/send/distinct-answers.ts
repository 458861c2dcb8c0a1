import { keptText } from '../../client/call/untrusted-text.ts';
import type { Secrets } from '../../client/credentials/secrets.ts';
import { judgeAnswer } from '../../client/judge/judge-answer.ts';
import type { EditionId } from '../../spec/generated/contract.ts';
import { type BodyTexts, maxBodies, writeBodyText } from '../record/body-texts.ts';
import type { RecordedAnswer } from '../record/run-record.ts';
import type { WireResult } from './call-pool.ts';

interface KnownAnswer {
  encoding: string | undefined;
  body: Buffer;
  recorded: RecordedAnswer;
}

/** Bodies are compared by their bytes, so these are kept; all of a sender's together are at most this long. */
const maxKeptBytes = 16 * 1024 * 1024;
/** Of each text; one with more than one byte for each character may be cut further. */
const maxTextCharacters = 4000;

/**
 * Numbers the distinct bodies that one sender receives and keeps the text of each once: decoded, masked, then cut. When
 * `maxBodies` are known, further ones are recorded without a number.
 */
export class DistinctAnswers {
  readonly #edition: EditionId;
  readonly #secrets: Secrets;
  readonly #texts: BodyTexts;
  readonly #sender: number;
  readonly #known: KnownAnswer[] = [];
  #keptBytes = 0;

  /** @param sender its number, from 0 */
  constructor(edition: EditionId, secrets: Secrets, texts: BodyTexts, sender: number) {
    this.#edition = edition;
    this.#secrets = secrets;
    this.#texts = texts;
    this.#sender = sender;
  }

  /** What the record keeps of an answer. */
  recorded(result: WireResult): RecordedAnswer {
    if (result.kind !== 'response') return { status: null, errorCode: null, body: null };
    const { status, headers, body } = result;
    const encoding = headers.get('content-encoding');
    for (const known of this.#known) {
      const { recorded } = known;
      if (recorded.status === status && known.encoding === encoding && known.body.equals(body))
        return recorded;
    }
    const { errorCode, content } = this.#judged(result);
    const recorded: RecordedAnswer = { status, errorCode, body: null };
    if (this.#known.length < maxBodies && this.#keptBytes + body.length <= maxKeptBytes) {
      const text = keptText(content.toString('utf8'), this.#secrets, maxTextCharacters);
      recorded.body = writeBodyText(this.#texts, this.#sender, this.#known.length, text);
      // A copy, because the bytes are part of a larger buffer of the connection.
      this.#known.push({ encoding, body: Buffer.from(body), recorded });
      this.#keptBytes += body.length;
    }
    return recorded;
  }

  /** The error code, where it is one that fits, and the decoded body; as it came where it cannot be decoded. */
  #judged({ status, headers, body }: WireResult & { kind: 'response' }): {
    errorCode: number | null;
    content: Buffer;
  } {
    const judged = judgeAnswer({ status, header: (name) => headers.get(name), body }, this.#edition);
    if ('fault' in judged) return { errorCode: null, content: body };
    const { errorCode } = judged.judgement;
    const fits = errorCode !== null && Math.abs(errorCode) < 2 ** 31;
    return { errorCode: fits ? errorCode : null, content: judged.content };
  }
}
