import { keptLine, keptText } from '../../client/call/untrusted-text.ts';
import type { Secrets } from '../../client/credentials/secrets.ts';
import { type Breach as ContractBreach, keptBreach } from '../../client/judge/breach.ts';
import { canonicalLists } from '../../client/judge/canonical-lists.ts';
import { causeOf } from '../../client/judge/cause.ts';
import { isPublicCode, isTryAgainCode } from '../../client/judge/error-code.ts';
import { gatewayStatuses, judgeAnswer } from '../../client/judge/judge-answer.ts';
import { judgePull } from '../../client/judge/judge-pull.ts';
import { isRecord, type Judgement, type ListItem } from '../../client/judge/judge-response.ts';
import { Knowledge, type Lesson, type Pull } from '../../client/judge/knowledge.ts';
import type { EditionId } from '../../spec/generated/contract.ts';
import type { AnswerKind } from '../record/answer-kind.ts';
import type { WireResult } from '../send/call-pool.ts';
import type { Breach, JudgedAnswers } from './judged-answers.ts';

/** What the pull before the load taught: every answer must equal it. */
export type Baseline = Lesson;

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
 * Judges every answer of a run (L5), all to the same pull: E1 to E5, S1 and S2 of its envelope. An answer that differs from
 * the pull before the load is held to every rule, which names the clause that the difference breaches.
 */
export class AnswerJudge implements JudgedAnswers {
  readonly #edition: EditionId;
  readonly #pull: Pull;
  readonly #secrets: Secrets;
  readonly #breaches = new Map<string, Breach>();
  #knowledge = new Knowledge();
  #baseline: Baseline | undefined;
  /** The last few: most answers of a load are the same bytes, which need not be judged again. */
  #faultless: Faultless[] = [];
  judged = 0;
  broken = 0;

  /** @param secrets to mask: a target can send back what it was sent */
  constructor(edition: EditionId, pull: Pull, secrets: Secrets) {
    this.#edition = edition;
    this.#pull = pull;
    this.#secrets = secrets;
  }

  /** Undefined until a pull before the load has succeeded. */
  get baseline(): Baseline | undefined {
    return this.#baseline;
  }

  set baseline(baseline: Baseline) {
    this.#baseline = baseline;
    this.#knowledge = new Knowledge();
    this.#knowledge.learn(baseline);
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
    if (result.kind !== 'response') return { fault: keptLine(result.reason, this.#secrets) };
    if (gatewayStatuses.has(result.status)) return { fault: `HTTP ${result.status} from a gateway` };
    const judged = this.#judged(result);
    if ('fault' in judged) return { fault: keptLine(judged.fault, this.#secrets) };
    const { judgement, content } = judged;
    if (judgement.breaches.length > 0) this.#note(judgement.breaches, content, result.status);
    else {
      const { learned } = judgePull(this.#pull, judgement, new Knowledge());
      if (learned !== undefined) this.baseline = learned;
    }
    return judgement;
  }

  /** How a call of the load ended. */
  judge(result: WireResult): AnswerKind {
    if (result.kind === 'malformed' || result.kind === 'tooLarge') return 'garbled';
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
    const { judgement, content } = judged;
    const envelopeHolds = judgement.breaches.length === 0;
    if (envelopeHolds && this.#equalsBaseline(judgement)) return 'ok';
    const { breaches } = judgePull(this.#pull, judgement, this.#knowledge, isPublicCode);
    const found = envelopeHolds ? breaches : judgement.breaches;
    if (found.length > 0) this.#note(found, content, result.status);
    return this.#kindOf(judgement, result.status, found.length === 0);
  }

  #kindOf({ kind, errorCode, json }: Judgement, status: number, holds: boolean): AnswerKind {
    if (status !== 200) return status === 429 || status === 503 ? 'httpRefusal' : 'httpError';
    if (kind === 'malformed') return 'malformed';
    if (kind === 'fail') {
      if (isPublicCode(errorCode)) return holds ? 'rateLimited' : 'brokenRefusal';
      return holds && isTryAgainCode(errorCode) ? 'tryAgain' : 'unexpectedFail';
    }
    if (holds) return 'ok';
    const { ResultItem: items = [] } = isRecord(json) ? json : {};
    const lacksLists = Array.isArray(items) && items.length === 0 && (this.#baseline?.lists?.size ?? 0) > 0;
    return lacksLists ? 'listsMissing' : 'breach';
  }

  /** Whether an OK brings the lists and the sequence of the baseline. */
  #equalsBaseline({ kind, json }: Judgement): boolean {
    if (kind !== 'ok' || !isRecord(json)) return false;
    if (this.#baseline === undefined) return true;
    const { sequence, answer } = this.#baseline;
    return (
      json.CurrentSequence === sequence &&
      canonicalLists(json.ResultItem as ListItem[] | undefined) === answer?.lists
    );
  }

  #judged({ status, headers, body }: WireResult & { kind: 'response' }): ReturnType<typeof judgeAnswer> {
    const judged = judgeAnswer({ status, header: (name) => headers.get(name), body }, this.#edition);
    if (!('fault' in judged)) this.judged += 1;
    return judged;
  }

  /** Counts a broken response, and keeps each cause once. */
  #note(found: readonly ContractBreach[], body: Buffer, status: number): void {
    this.broken += 1;
    for (const breach of found) {
      const cause = causeOf(breach);
      const known = this.#breaches.get(cause);
      if (known) known.count += 1;
      else if (this.#breaches.size < maxBreaches) {
        const { clause, reason } = keptBreach(breach, this.#secrets);
        const text = keptText(body.toString('utf8'), this.#secrets, maxShown).replace(/\s+/g, ' ');
        this.#breaches.set(cause, { clause, reason, count: 1, response: `HTTP ${status} ${text}` });
      }
    }
  }
}
