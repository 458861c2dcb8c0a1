import { type Call, type CallCounts, Client } from '../client/call/client.ts';
import type { Exchange } from '../client/call/exchange.ts';
import { isPublicCode } from '../client/judge/judge-response.ts';
import { type AccountKnowledge, declaredKnowledge, learn, type Pull } from '../client/judge/knowledge.ts';
import {
  canonical,
  isOpen,
  type PullAnswer,
  pullAnswer,
  rules,
  servedClause,
} from '../client/judge/rules.ts';
import type { Target } from '../client/settings/settings.ts';
import { type ClauseId, errorCodes, path, tryAgainCodes } from '../spec/generated/contract.ts';
import { type Finding, finding } from './report/finding.ts';
import type { SuiteOptions } from './suite-options.ts';

/** A check cannot be made with what the fixtures or the target offer; the message says what to add. */
export class NotExercised extends Error {
  override name = 'NotExercised';
}

/** Codes that say the harness's own credentials are not good on this target, so that nothing behind them can be judged. */
const credentialCodes = new Set([30004, 60004, 60005, 60006, 60010, 60012, 60016, 60017, 60020, 60021]);

/** From here on a sequence, read as a double, may be beyond 64 bits when it is sent back. */
const tooLargeToSend = 2 ** 63;

/** What a check found: gathered by the session, merged into the report by clause. */
export interface Outcome {
  /** Clauses that were judged at least once, pass or fail. */
  judged: ClauseId[];
  findings: Finding[];
  notes: { clause: ClauseId; text: string }[];
  counts: CallCounts;
}

/**
 * One run of checks against one target. Every response that passes is judged by what holds for all of them (E1 to E5,
 * S1, S2), every answer to a well-formed pull by all `rules`; a finding counts for the clause that it belongs to,
 * whichever check brought it up.
 */
export class Session {
  readonly client: Client;
  readonly options: SuiteOptions;
  readonly populated: AccountKnowledge;
  readonly empty: AccountKnowledge | undefined;
  readonly #answers = new Map<string, string>();
  #judged = new Set<ClauseId>();
  #findings: Finding[] = [];
  #notes = new Map<string, { clause: ClauseId; text: string }>();
  /** Why the first pull did not succeed; checks that build on it are then not exercised. */
  #blocked: string | undefined;
  #ready = false;
  /** Set when the target refuses the credentials of the run: its verdict is then inconclusive. */
  refused: string | undefined;

  constructor(target: Target, options: SuiteOptions) {
    this.options = options;
    this.client = new Client(target, options, (exchange, call) => this.#hear(exchange, call));
    const { populated, empty } = declaredKnowledge(target.fixtures);
    this.populated = populated;
    this.empty = empty;
  }

  get target(): Target {
    return this.client.target;
  }

  /** Takes what was gathered since the last time. */
  take(): Outcome {
    const outcome = {
      judged: [...this.#judged],
      findings: this.#findings,
      notes: [...this.#notes.values()],
      counts: this.client.takeCounts(),
    };
    this.#judged = new Set();
    this.#findings = [];
    this.#notes = new Map();
    return outcome;
  }

  get findingCount(): number {
    return this.#findings.length;
  }

  /** Tells, for the findings from the given one on, how they can be made again. */
  replayedBy(from: number, command: string): void {
    for (const { failure } of this.#findings.slice(from)) failure.replay = command;
  }

  judged(clause: ClauseId): void {
    this.#judged.add(clause);
  }

  note(clause: ClauseId, text: string): void {
    this.#notes.set(`${clause} ${text}`, { clause, text });
  }

  /** @param pointer JSON pointer to the part of the answer at fault; '' is the whole */
  breach(clause: ClauseId, exchange: Exchange, reason: string, pointer = ''): void {
    this.judged(clause);
    this.#findings.push(finding(clause, exchange, reason, pointer));
  }

  /** Makes a call whose answer is judged as every answer is; what more it must be is the check's to say. */
  async send(call: Call): Promise<Exchange> {
    const exchange = await this.client.call(call);
    if (exchange.status === null) {
      this.breach('E1', exchange, `no answer (${exchange.fault}), while other calls are answered`);
    }
    const code = exchange.judgement?.errorCode ?? null;
    this.judged('F6');
    if (code !== null && tryAgainCodes.includes(code)) {
      this.breach('F6', exchange, `ErrorCode ${code} persists: every further try got it again`);
    }
    return exchange;
  }

  /** A pull that the contract tells the answer of, judged by every rule. @returns undefined when it did not succeed */
  async pull(
    pull: Pull,
    account: AccountKnowledge = this.populated,
    atOnce = false,
  ): Promise<PullAnswer | undefined> {
    const open = isOpen(pull, account);
    return this.judgePull(pull, await this.send({ body: pull, atOnce, open }), account);
  }

  judgePull(pull: Pull, exchange: Exchange, account: AccountKnowledge): PullAnswer | undefined {
    const { judgement } = exchange;
    if (judgement === null || judgement.kind === 'malformed') return undefined;
    const answer = pullAnswer(pull, account, judgement);
    const open = isOpen(pull, account);
    if (judgement.kind === 'fail') {
      if (!open) {
        this.breach(
          servedClause(answer),
          exchange,
          `a correct pull failed with ${said(judgement.errorCode)}`,
        );
      }
      return undefined;
    }
    // What has not the shape of an answer is a finding of S1 or S2 by itself; its contents say nothing.
    if (judgement.violations.some(({ clause }) => clause.startsWith('S'))) return undefined;
    const otherNeed = pull.NeedFriend && !answer.usersAsked;
    for (const rule of otherNeed ? [] : rules) {
      if (!rule.applies(answer)) continue;
      this.judged(rule.clause);
      const breach = rule.breach(answer);
      if (breach) this.breach(rule.clause, exchange, breach.reason, breach.pointer);
    }
    if (answer.upToDate && answer.items?.length) {
      this.note('S4', 'the lists are returned at the current sequence; later pages say that none are');
    }
    // Where the fixtures do not tell the sequence of an account, its first answer does.
    if (!answer.onlyUnknown) account.sequence ??= answer.sequence as number;
    if (!open) this.#compareWithEarlier(answer, exchange);
    return answer;
  }

  /**
   * A call that must fail.
   * @param accepted tells for a code whether it is right, accepted with a note, or wrong
   */
  async mustFail(
    clause: ClauseId,
    call: Call,
    what: string,
    accepted: (code: number) => 'right' | 'noted' | 'wrong',
    expected: string,
  ): Promise<void> {
    const exchange = await this.send(call);
    const { judgement } = exchange;
    this.judged(clause);
    if (judgement === null || judgement.kind === 'malformed') {
      this.breach(clause, exchange, `${what}: expected ${expected}, got no readable envelope`);
    } else if (judgement.kind === 'ok') {
      this.breach(clause, exchange, `${what}: expected ${expected}, got OK`);
    } else if (judgement.errorCode !== null) {
      const verdict = accepted(judgement.errorCode);
      if (verdict === 'wrong')
        this.breach(clause, exchange, `${what}: expected ${expected}, got ${said(judgement.errorCode)}`);
      if (verdict === 'noted') this.note(clause, `${what}: ${said(judgement.errorCode)}`);
    }
  }

  /**
   * Makes the first pulls, once: learns the sequence, and the lists where the fixtures do not declare them.
   * @throws NotExercised when they do not succeed; why is a finding of its own, or the credentials are refused.
   */
  async ready(): Promise<void> {
    if (!this.#ready) {
      this.#ready = true;
      this.#blocked = await this.#firstPull();
    }
    if (this.#blocked !== undefined) throw new NotExercised(this.#blocked);
  }

  /** The current sequence; known after `ready`. A check that needs one which no double near it can stand for is not exercised. */
  get sequence(): number {
    const { sequence = 0 } = this.populated;
    if (sequence >= tooLargeToSend) throw new NotExercised('CurrentSequence is too large to be sent back');
    return sequence;
  }

  /** Names of the account's lists; known after `ready`. */
  get listNames(): string[] {
    return [...(this.populated.lists?.keys() ?? [])];
  }

  /** Names of the account's lists; the check is not exercised when there are fewer than `atLeast`. */
  namesAtLeast(atLeast: number): string[] {
    const names = this.listNames;
    if (names.length < atLeast) {
      throw new NotExercised(`the populated account has ${names.length} lists; give it at least ${atLeast}`);
    }
    return names;
  }

  /**
   * Sequences other than the current one, 0 among them unless it is the current one; one that begins with its digits, where
   * that is no larger than many a field can hold.
   */
  get staleSequences(): number[] {
    const current = this.sequence;
    const far = [10 * current, current + 1000].find((value) => value > current + 1 && value < 2 ** 31);
    return [0, current - 1, current + 1, far ?? Math.floor(current / 2)].filter(
      (value, index, all) => value >= 0 && value !== current && all.indexOf(value) === index,
    );
  }

  async #firstPull(): Promise<string | undefined> {
    const first = { From_Account: this.populated.id, LastSequence: 0, NeedFriend: 'Need_Friend_Type_Yes' };
    const exchange = await this.send({ body: first });
    const code = exchange.judgement?.errorCode ?? null;
    if (code === 60009 || exchange.status === 404 || exchange.status === 405) {
      this.breach('C1', exchange, `POST ${path} is not served`);
      return 'the call is not served at its path';
    }
    if (
      exchange.judgement?.kind === 'fail' &&
      code !== null &&
      (credentialCodes.has(code) || code >= 70_000)
    ) {
      this.refused = `the target refuses the credentials of the run with ${said(code)}; check TARGET_SECRET_KEY, TARGET_SDKAPPID and TARGET_IDENTIFIER`;
      return this.refused;
    }
    let answer = this.judgePull(first, exchange, this.populated);
    if (answer && !answer.items?.length && answer.upToDate) {
      answer = await this.pull({ ...first, LastSequence: Number(answer.sequence) + 1 });
    }
    if (!answer) return 'the first pull of the populated account did not succeed';
    learn(this.populated, Number(answer.sequence), answer.items ?? []);
    await this.#pullCurrentFirst(Number(answer.sequence));
    return undefined;
  }

  /** In a shape that was not asked for yet, the current sequence before another: what is kept of one answers not the other (S3). */
  async #pullCurrentFirst(current: number): Promise<void> {
    if (current >= tooLargeToSend) return;
    const shape = { From_Account: this.populated.id, NeedFriend: '' };
    await this.pull({ ...shape, LastSequence: current });
    await this.pull({ ...shape, LastSequence: current === 0 ? 1 : 0 });
  }

  #hear(exchange: Exchange, { open = false }: Call): void {
    const { judgement } = exchange;
    if (judgement === null) return;
    for (const clause of ['E1', 'E2', 'E6', 'E7'] as const) this.judged(clause);
    if (judgement.kind !== 'malformed') this.judged('E3');
    if (judgement.kind === 'fail') for (const clause of ['E4', 'E5'] as const) this.judged(clause);
    if (judgement.kind === 'ok' && !open) for (const clause of ['S1', 'S2'] as const) this.judged(clause);
    for (const { clause, reason, pointer } of judgement.violations) {
      if (open && clause.startsWith('S')) continue;
      this.breach(clause, exchange, reason, pointer);
    }
    for (const { clause, text } of judgement.notes) this.note(clause, text);
  }

  /** S9: an answer to a request that was made before must be as it was then. */
  #compareWithEarlier(answer: PullAnswer, exchange: Exchange): void {
    const request = JSON.stringify(answer.pull);
    const lists = canonical(answer);
    const earlier = this.#answers.get(request);
    if (earlier === undefined) {
      this.#answers.set(request, lists);
      return;
    }
    this.judged('S9');
    if (earlier !== lists)
      this.breach('S9', exchange, 'the same request, made again, got other lists', '/ResultItem');
  }
}

/** An error code with its documented meaning, for a sentence. */
export function said(code: number | null): string {
  if (code === null) return 'no error code';
  const meaning = errorCodes[code];
  return meaning ? `${code} (${meaning.replace(/\.$/, '')})` : String(code);
}

/** F5: a public code. */
export function publicOnly(code: number): 'right' | 'wrong' {
  return isPublicCode(code) ? 'right' : 'wrong';
}

/** F1: 30001; a public code with a note. */
export function incorrectParameter(code: number): 'right' | 'noted' | 'wrong' {
  if (code === 30001) return 'right';
  return isPublicCode(code) ? 'noted' : 'wrong';
}

/** F4: 30001 or a public code. */
export function malformedBody(code: number): 'right' | 'wrong' {
  return incorrectParameter(code) === 'wrong' ? 'wrong' : 'right';
}
