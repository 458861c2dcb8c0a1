import { gatewayStatuses, judgeAnswer } from '../../client/judge/judge-answer.ts';
import { type GroupGetResponse, isPublicCode, type Judgement } from '../../client/judge/judge-response.ts';
import type { EditionId } from '../../spec/generated/contract.ts';
import { tryAgainCodes } from '../../spec/generated/contract.ts';
import type { AnswerKind } from '../record/answer-kind.ts';
import type { WireResult } from '../send/call-pool.ts';

/** One kind of breach, and how often it was seen. */
export interface Breach {
  clause: string;
  reason: string;
  count: number;
  /** The first response that showed it: shortened, without secrets or control characters. */
  response: string;
}

/** The answer that the same request must bring from now on: its content in a canonical order, and the number of its lists. */
export interface Baseline {
  canonical: string;
  lists: number;
}

/** An answer that was found without fault. */
interface Faultless {
  status: number;
  encoding: string | undefined;
  body: Buffer;
  kind: AnswerKind;
}

/** Bounds on what a target can put into a report. */
const maxBreaches = 20;
const maxShown = 500;
const maxFaultless = 4;

/**
 * Judges every answer of a run (L5): E1 to E5, S1 and S2 by the contract's validators, and S3 and S9 by comparison with a
 * pull before the load, because the same request must bring the same lists.
 */
export class AnswerJudge {
  readonly #edition: EditionId;
  readonly #masked: (text: string) => string;
  readonly #breaches = new Map<string, Breach>();
  #baseline: Baseline | undefined;
  /** The last few: most answers of a load are the same bytes, which need not be judged again. */
  #faultless: Faultless[] = [];
  /** Responses that were judged. */
  judged = 0;
  /** Responses that broke the contract. */
  broken = 0;

  /** @param masked removes secrets from a text: a target can send back what it was sent */
  constructor(edition: EditionId, masked: (text: string) => string) {
    this.#edition = edition;
    this.#masked = masked;
  }

  /** Every answer must equal it; undefined until a pull before the load has brought one. */
  get baseline(): Baseline | undefined {
    return this.#baseline;
  }

  set baseline(baseline: Baseline) {
    this.#baseline = baseline;
    this.#faultless = [];
  }

  get breaches(): Breach[] {
    return [...this.#breaches.values()];
  }

  /**
   * Takes the answer to a pull before the load as the baseline, if it is an OK without fault.
   * @returns a fault where the network failed or nothing can be judged; before the load this is no breach (E1)
   */
  takeBaseline(result: WireResult): Judgement | { fault: string } {
    if (result.kind !== 'response') return { fault: result.reason };
    if (gatewayStatuses.has(result.status)) return { fault: `HTTP ${result.status} from a gateway` };
    const judged = this.#judged(result);
    if ('fault' in judged) return judged;
    const { judgement, content } = judged;
    if (judgement.violations.length > 0) this.#note(judgement.violations, content, result.status);
    else if (judgement.kind === 'ok' && judgement.body !== null) {
      this.baseline = { canonical: canonicalLists(judgement.body), lists: itemsOf(judgement.body).length };
    }
    return judgement;
  }

  /** How a call of the load ended. */
  judge(result: WireResult): AnswerKind {
    if (result.kind === 'malformed') return 'garbled';
    if (result.kind === 'tooLarge') return 'garbled';
    if (result.kind !== 'response') return result.kind;
    const { status, body } = result;
    const encoding = result.headers.get('content-encoding');
    for (const known of this.#faultless) {
      if (known.status !== status || known.encoding !== encoding || !known.body.equals(body)) continue;
      this.judged += 1;
      return known.kind;
    }
    const kind = this.#judgeAnew(result);
    if (kind === 'ok' || kind === 'rateLimited') {
      if (this.#faultless.length === maxFaultless) this.#faultless.shift();
      // A copy, because the bytes are part of a larger buffer of the connection.
      this.#faultless.push({ status, encoding, body: Buffer.from(body), kind });
    }
    return kind;
  }

  #judgeAnew(result: WireResult & { kind: 'response' }): AnswerKind {
    const judged = this.#judged(result);
    if ('fault' in judged) return 'garbled';
    const { judgement, content: shown } = judged;
    const { kind, errorCode, violations } = judgement;
    if (result.status !== 200) {
      this.#note(violations, shown, result.status);
      return result.status === 429 || result.status === 503 ? 'httpRefusal' : 'httpError';
    }
    if (kind === 'malformed') {
      this.#note(violations, shown, result.status);
      return 'malformed';
    }
    if (kind === 'fail') {
      if (isPublicCode(errorCode)) {
        if (violations.length === 0) return 'rateLimited';
        this.#note(violations, shown, result.status);
        return 'brokenRefusal';
      }
      if (violations.length === 0 && errorCode !== null && tryAgainCodes.includes(errorCode))
        return 'tryAgain';
      const changed = {
        clause: 'S9',
        reason: `FAIL ${errorCode} where the same request was OK before the load`,
      };
      this.#note(violations.length > 0 ? violations : [changed], shown, result.status);
      return 'unexpectedFail';
    }
    if (violations.length > 0 || judgement.body === null) {
      this.#note(violations, shown, result.status);
      return this.#lacksLists(judgement.json) ? 'listsMissing' : 'breach';
    }
    return this.#compared(judgement.body, shown);
  }

  #compared(response: GroupGetResponse, body: Buffer): AnswerKind {
    const baseline = this.baseline;
    if (baseline === undefined) return 'ok';
    if (canonicalLists(response) === baseline.canonical) return 'ok';
    const lists = itemsOf(response).length;
    if (lists === 0 && baseline.lists > 0) {
      this.#note(
        [{ clause: 'S3', reason: `OK without any of the account's ${baseline.lists} lists` }],
        body,
        200,
      );
      return 'listsMissing';
    }
    this.#note(
      [{ clause: 'S9', reason: 'not the lists and CurrentSequence that the same request brought before' }],
      body,
      200,
    );
    return 'breach';
  }

  #lacksLists(json: unknown): boolean {
    const items = (json as { ResultItem?: unknown } | undefined)?.ResultItem;
    const empty = items === undefined || (Array.isArray(items) && items.length === 0);
    return empty && (this.baseline?.lists ?? 0) > 0;
  }

  #judged({ status, headers, body }: WireResult & { kind: 'response' }): ReturnType<typeof judgeAnswer> {
    const judged = judgeAnswer({ status, header: (name) => headers.get(name), body }, this.#edition);
    if (!('fault' in judged)) this.judged += 1;
    return judged;
  }

  /** Keeps each kind of breach once. Reasons quote the target, so they are compared without their quotations. */
  #note(found: readonly { clause: string; reason: string }[], body: Buffer, status: number): void {
    this.broken += 1;
    for (const { clause, reason } of found) {
      const key = `${clause} ${reason.replace(/"[^"]*"|\d+/g, '#').slice(0, 200)}`;
      const known = this.#breaches.get(key);
      if (known) known.count += 1;
      else if (this.#breaches.size < maxBreaches) {
        const text = this.#masked(body.subarray(0, 16 * maxShown).toString('utf8'));
        this.#breaches.set(key, {
          clause,
          reason: shown(this.#masked(reason)),
          count: 1,
          response: `HTTP ${status} ${shown(text)}`,
        });
      }
    }
  }
}

function shown(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
  return plain.length > maxShown ? `${plain.slice(0, maxShown)}…` : plain;
}

type Item = { GroupName: string; FriendNumber: number; To_Account?: string[] };

function itemsOf(response: GroupGetResponse): readonly Item[] {
  return 'ResultItem' in response && Array.isArray(response.ResultItem)
    ? (response.ResultItem as Item[])
    : [];
}

/** The lists and the sequence as one text that does not depend on order, which S9 leaves free. */
function canonicalLists(response: GroupGetResponse): string {
  const items = itemsOf(response)
    .map(({ GroupName, FriendNumber, To_Account }) =>
      JSON.stringify([GroupName, FriendNumber, To_Account ? [...To_Account].sort() : null]),
    )
    .sort();
  return JSON.stringify(['CurrentSequence' in response ? response.CurrentSequence : null, items]);
}
