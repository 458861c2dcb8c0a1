import { type Call, type CallCounts, Client } from '../client/call/client.ts';
import type { Exchange } from '../client/call/exchange.ts';
import { keptLine } from '../client/call/untrusted-text.ts';
import type { Breach, Note } from '../client/judge/breach.ts';
import { codeInWords, isTryAgainCode } from '../client/judge/error-code.ts';
import { comparedFailure, type ExpectedFailure } from '../client/judge/expected-failure.ts';
import { judgePull } from '../client/judge/judge-pull.ts';
import { breachesOf, clausesJudged } from '../client/judge/judge-response.ts';
import { type AccountKnowledge, Knowledge, type Pull } from '../client/judge/knowledge.ts';
import { isOpen, type PullAnswer } from '../client/judge/rules.ts';
import type { Target } from '../client/settings/settings.ts';
import { type ClauseId, path } from '../spec/generated/contract.ts';
import { type ShownBreach, shownBreach } from './report/breach.ts';
import { missingInputs } from './report/missing-inputs.ts';
import type { SuiteOptions } from './suite-options.ts';

/** The fixtures or the target do not allow a check; the message says what to add. */
export class NotExercised extends Error {
  override name = 'NotExercised';
}

/** Codes by which a target rejects the run's own credentials: nothing behind them can be judged. */
const credentialCodes = new Set([30004, 60004, 60005, 60006, 60010, 60012, 60016, 60017, 60020, 60021]);

/** A larger sequence, read as a double and sent back, may exceed 64 bits. */
const tooLargeToSend = 2 ** 63;

/** What a session observed during one check; the report merges it by clause. */
export interface Observations {
  /** Clauses that were judged at least once, whether held or breached. */
  judged: ClauseId[];
  breaches: ShownBreach[];
  notes: Note[];
  counts: CallCounts;
}

/**
 * One run of checks on one target. The session holds every response to E1 to E5, S1 and S2, and every answer to a
 * well-formed pull to all `rules`. A breach counts for its own clause, whichever check brought it about.
 */
export class Session {
  readonly client: Client;
  readonly options: SuiteOptions;
  readonly populated: AccountKnowledge;
  readonly empty: AccountKnowledge | undefined;
  readonly #knowledge: Knowledge;
  #judged = new Set<ClauseId>();
  #breaches: ShownBreach[] = [];
  #notes = new Map<string, Note>();
  /** Why the first pull did not succeed. Checks that build on it are then not exercised. */
  #blocked: string | undefined;
  #ready = false;
  /** Set when the target rejects the run's credentials: the verdict is then inconclusive. */
  refused: string | undefined;

  constructor(target: Target, options: SuiteOptions) {
    this.options = options;
    this.client = new Client(target, options, (exchange, call) => this.#recordJudgement(exchange, call));
    const { accounts } = target.fixtures;
    this.#knowledge = new Knowledge(accounts);
    this.populated = this.#knowledge.account(accounts.populated.id);
    this.empty = accounts.empty && this.#knowledge.account(accounts.empty.id);
  }

  get target(): Target {
    return this.client.target;
  }

  /** Returns what the session observed since the last time. */
  take(): Observations {
    const observations = {
      judged: [...this.#judged],
      breaches: this.#breaches,
      notes: [...this.#notes.values()],
      counts: this.client.takeCounts(),
    };
    this.#judged = new Set();
    this.#breaches = [];
    this.#notes = new Map();
    return observations;
  }

  get breachCount(): number {
    return this.#breaches.length;
  }

  /** Notes the command that reproduces the breaches from the given index on. */
  replayedBy(from: number, command: string): void {
    for (const breach of this.#breaches.slice(from)) breach.replay = command;
  }

  judged(clause: ClauseId): void {
    this.#judged.add(clause);
  }

  note(clause: ClauseId, text: string): void {
    const shown = keptLine(text, this.client.secrets);
    this.#notes.set(`${clause} ${shown}`, { clause, text: shown });
  }

  /** @param pointer JSON pointer to the part of the response body at fault; '' is the whole body */
  breach(clause: ClauseId, exchange: Exchange, reason: string, pointer = ''): void {
    this.judged(clause);
    this.#breaches.push(shownBreach({ clause, reason, pointer }, exchange, this.client.secrets));
  }

  /** Makes a call and judges its answer like any other; the check judges whatever else the answer owes. */
  async send(call: Call): Promise<Exchange> {
    const exchange = await this.client.call(call);
    if (exchange.status === null) {
      this.breach('E1', exchange, `no answer (${exchange.fault}), while other calls are answered`);
    }
    const code = exchange.judgement?.errorCode ?? null;
    this.judged('F6');
    if (isTryAgainCode(code)) {
      this.breach('F6', exchange, `ErrorCode ${code} persists: every further try got it again`);
    }
    return exchange;
  }

  /** Makes a well-formed pull and holds its answer to every rule. @returns undefined when it did not succeed */
  async pull(pull: Pull, atOnce = false): Promise<PullAnswer | undefined> {
    const open = isOpen(pull, this.#knowledge.account(pull.From_Account));
    return this.judgePull(pull, await this.send({ body: pull, atOnce, open }));
  }

  /** Holds the answer to a well-formed pull to every rule, and learns from it. @returns undefined when it did not succeed */
  judgePull(pull: Pull, exchange: Exchange): PullAnswer | undefined {
    if (exchange.judgement === null) return undefined;
    const found = judgePull(pull, exchange.judgement, this.#knowledge);
    for (const clause of found.judged) this.judged(clause);
    this.#record(found, exchange);
    if (found.learned) this.#knowledge.learn(found.learned);
    return found.answer;
  }

  /** Makes a call that must fail. @param what the call, in words for the reason of a breach */
  async mustFail(clause: ClauseId, call: Call, what: string, expected: ExpectedFailure): Promise<void> {
    const exchange = await this.send({ ...call, wrongOnPurpose: true });
    // A "try again" that persists breaches F6, and hides the failure that this call should get.
    if (isTryAgainCode(exchange.judgement?.errorCode ?? null)) return;
    this.judged(clause);
    const { breach, note } = comparedFailure(expected, exchange.judgement);
    if (breach) this.breach(clause, exchange, `${what}: expected ${expected.inWords}, got ${breach}`);
    if (note) this.note(clause, `${what}: ${note}`);
  }

  /**
   * Makes the first pulls, once: learns the sequence, and the lists where the fixtures do not declare them.
   * @throws NotExercised when they did not succeed; the cause is a breach of its own, or `refused` says it
   */
  async ready(): Promise<void> {
    if (!this.#ready) {
      this.#ready = true;
      this.#blocked = await this.#firstPull();
      const { lists } = this.populated;
      if (lists) for (const { clause, text } of missingInputs(lists)) this.note(clause, text);
    }
    if (this.#blocked !== undefined) throw new NotExercised(this.#blocked);
  }

  /** The current sequence; known after `ready`. @throws NotExercised for a value that doubles cannot send back */
  get sequence(): number {
    const { sequence = 0 } = this.populated;
    if (sequence >= tooLargeToSend) throw new NotExercised('CurrentSequence is too large to be sent back');
    return sequence;
  }

  /** Names of the account's lists; known after `ready`. */
  get listNames(): string[] {
    return [...(this.populated.lists?.keys() ?? [])];
  }

  /** Names of the account's lists. @throws NotExercised when there are fewer than `min` */
  listNamesAtLeast(min: number): string[] {
    const names = this.listNames;
    if (names.length < min) {
      throw new NotExercised(`the populated account has ${names.length} lists; give it at least ${min}`);
    }
    return names;
  }

  /**
   * Sequences other than the current one: 0, its neighbours, and one that begins with its digits, unless that one exceeds
   * 31 bits.
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
      this.refused = `the target refuses the credentials of the run with ${codeInWords(code)}; check TARGET_SECRET_KEY, TARGET_SDKAPPID and TARGET_IDENTIFIER`;
      return this.refused;
    }
    let answer = this.judgePull(first, exchange);
    if (answer && !answer.items?.length && answer.upToDate) {
      answer = await this.pull({ ...first, LastSequence: Number(answer.sequence) + 1 });
    }
    if (!answer) return 'the first pull of the populated account did not succeed';
    await this.#pullCurrentFirst(Number(answer.sequence));
    return undefined;
  }

  /** Pulls a new shape at the current sequence first, then at another. A cache that ignores LastSequence shows here (S3). */
  async #pullCurrentFirst(current: number): Promise<void> {
    if (current >= tooLargeToSend) return;
    const shape = { From_Account: this.populated.id, NeedFriend: '' };
    await this.pull({ ...shape, LastSequence: current });
    await this.pull({ ...shape, LastSequence: current === 0 ? 1 : 0 });
  }

  #recordJudgement(exchange: Exchange, { open = false }: Call): void {
    const { judgement } = exchange;
    if (judgement === null) return;
    for (const clause of clausesJudged(judgement, open)) this.judged(clause);
    this.#record({ breaches: breachesOf(judgement, open), notes: judgement.notes }, exchange);
  }

  #record({ breaches, notes }: { breaches: readonly Breach[]; notes: readonly Note[] }, exchange: Exchange) {
    for (const { clause, reason, pointer } of breaches) this.breach(clause, exchange, reason, pointer);
    for (const { clause, text } of notes) this.note(clause, text);
  }
}
