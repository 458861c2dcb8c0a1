import { callQuery, groupGetRequest } from '../client/call/group-get-request.ts';
import { Secrets } from '../client/credentials/secrets.ts';
import { isPublicCode } from '../client/judge/error-code.ts';
import type { Judgement } from '../client/judge/judge-response.ts';
import { Inconclusive } from '../client/settings/run-errors.ts';
import { adminUserSig, callUserSigSeconds, type Target } from '../client/settings/settings.ts';
import { errorCodes } from '../spec/generated/contract.ts';
import { expectAllowed } from './consent.ts';
import { type CapacityResult, longestSearchSeconds, searchCapacity } from './judge/capacity.ts';
import { type JudgedAnswers, judgedSince, mergeJudged } from './judge/judged-answers.ts';
import { gatherFacts, type LoadFacts } from './judge/load-facts.ts';
import { RunTally } from './judge/run-tally.ts';
import type { LoadReport } from './load-report.ts';
import { recordHeader } from './record/record-header.ts';
import type { RecordFacts, RecordSink } from './record/record-parts.ts';
import { BodyNumbers, Recorder } from './record/recorder.ts';
import { RunRecord, slotsFor } from './record/run-record.ts';
import { reportOfRun } from './report-of-run.ts';
import type { Profile } from './schedule/profile.ts';
import { createSchedule, type Stage } from './schedule/schedule.ts';
import { type LoadClock, pause, realClock } from './send/clock.ts';
import { minRandom, Sender, type SenderOptions, type SenderParts, type SenderResult } from './send/sender.ts';
import { SenderThread } from './send/sender-thread.ts';

/** The progress of a run; times in ms. */
export interface LoadProgress {
  stage: string;
  elapsedMs: number;
  /** Of the stages known so far: a search adds more. */
  totalMs: number;
  sent: number;
  ok: number;
  refused: number;
  p99Ms: number | null;
  lagP99Ms: number | null;
}

export interface LoadOptions {
  /** The host that the caller may put under load; needed unless it is loopback. */
  consent?: string | undefined;
  /** Ends the run at once; what was measured is reported as inconclusive. */
  signal?: AbortSignal;
  /** Receives the record of the run while it goes on. */
  record?: RecordSink;
  /** How often the profile was run so far, this time included; default 1. */
  attempt?: number;
  /** Called about twice a second. */
  onProgress?: (progress: LoadProgress) => void;
  /** What tests replace: the clock and the connections of the sender in this thread. */
  parts?: SenderParts;
}

const baselineTries = 5;
const progressEveryMs = 500;
const recordEveryMs = 1000;
const foldEveryMs = 100;
/** Threads get their work before the schedule starts. */
const threadLeadMs = 100;
/** Waits out the second whose budget earlier calls, of another run perhaps, have used up. */
const pauseAfterRefusalMs = 1100;
const pauseAfterFaultMs = 250;

/**
 * Puts a target under a profile's load and judges L1 to L8. Prints nothing.
 * @throws UsageError when the run is not allowed or too large
 * @throws Inconclusive when the target cannot be reached, its certificate does not verify, or it refuses even a single call
 */
export async function runLoad(
  target: Target,
  profile: Profile,
  options: LoadOptions = {},
): Promise<LoadReport> {
  expectAllowed(target, profile, options.consent);
  const run = new LoadRun(target, profile, options);
  try {
    run.beginRecord();
    if (!(await run.takeBaseline())) return run.report(run.emptyFacts());
    await run.keepQuiet();
    if (profile.search === undefined) return run.report(await run.measure(profile.stages));
    const { stepSeconds } = profile.search;
    const found = await searchCapacity(profile.search, (ratePerSecond) => {
      const name = `${ratePerSecond}/s`;
      return run.measure([{ name, kind: 'constant', ratePerSecond, durationSeconds: stepSeconds }]);
    });
    return run.report(found.best?.facts ?? found.last, found);
  } finally {
    await run.close();
  }
}

/** The senders and the clock of one run. */
class LoadRun {
  readonly #target: Target;
  readonly #profile: Profile;
  readonly #onProgress: (progress: LoadProgress) => void;
  readonly #sink: RecordSink | undefined;
  readonly #attempt: number;
  readonly #bodies = new BodyNumbers();
  #steps = 0;
  /** Of the last step. */
  #lastFacts: Pick<RecordFacts, 'answers' | 'aborted'> | undefined;
  readonly #clock: LoadClock;
  readonly #startedAt: Date;
  readonly #secrets = new Secrets();
  /** Sends from this thread, and takes the baseline. */
  readonly #sender: Sender;
  readonly #threads: SenderThread[];
  readonly #stop = new AbortController();
  #untrustedPeer: string | undefined;
  #startEpochMs: number;
  /** What each sender has seen so far. */
  #results: SenderResult[];

  constructor(target: Target, profile: Profile, options: LoadOptions) {
    const { signal, onProgress, record, attempt = 1, parts = {} } = options;
    this.#sink = record;
    this.#attempt = attempt;
    this.#target = target;
    this.#profile = profile;
    this.#onProgress = onProgress ?? (() => {});
    this.#clock = parts.clock ?? realClock;
    this.#startEpochMs = this.#clock.epochMs();
    this.#startedAt = new Date(this.#startEpochMs);
    const { first, others } = senderOptionsOf(target, profile);
    for (const secret of first.secrets) this.#secrets.add(secret);
    const onUntrusted = (peer: string) => {
      this.#untrustedPeer ??= peer;
      this.#stop.abort();
    };
    this.#sender = new Sender(first, parts);
    this.#sender.pool.onUntrusted = () => onUntrusted(this.#sender.pool.untrustedPeer ?? '');
    this.#threads = others.map((options) => new SenderThread(options, this.#stop.signal, onUntrusted));
    this.#results = [this.#sender.result()];
    signal?.addEventListener('abort', () => this.#stop.abort());
    if (signal?.aborted) this.#stop.abort();
  }

  beginRecord(): void {
    const header = recordHeader({
      profile: this.#profile,
      target: this.#target,
      startedEpochMs: this.#startedAt.getTime(),
      attempt: this.#attempt,
    });
    this.#sink?.put({ kind: 'header', header });
  }

  /**
   * Pulls once before the load, so that answers under load can be compared.
   * @returns false when the run is over: it was stopped, or no single pull kept the contract
   * @throws Inconclusive when the target cannot be reached or trusted, or refuses every pull
   */
  async takeBaseline(): Promise<boolean> {
    const { judge } = this.#sender;
    const { signal } = this.#stop;
    let judgement: Judgement | undefined;
    let fault = '';
    for (let tries = 0; tries < baselineTries && !signal.aborted; tries += 1) {
      const taken = judge.takeBaseline(await this.#sender.callOnce(signal));
      if ('fault' in taken) fault = taken.fault;
      else judgement = taken;
      this.#results = [this.#sender.result()];
      if (judge.baseline !== undefined) {
        for (const thread of this.#threads) thread.setBaseline(judge.baseline);
        await Promise.all(this.#threads.map(({ ready }) => ready));
        return true;
      }
      const refused = isPublicCode(judgement?.errorCode ?? null);
      await pause(this.#clock, refused ? pauseAfterRefusalMs : pauseAfterFaultMs, signal);
    }
    if (this.#untrustedPeer !== undefined) throw new Inconclusive(this.#untrustedPeer);
    if (signal.aborted || judge.broken > 0) return false;
    if (judgement === undefined)
      throw new Inconclusive(
        `the target could not be reached, or gave no answer to judge: ${this.#secrets.masked(fault)}`,
      );
    const code = judgement.errorCode ?? 0;
    throw new Inconclusive(
      `the target refuses even a single pull with ErrorCode ${code} (${errorCodes[code] ?? 'not a documented code'}); check the credentials and the populated account of the fixtures`,
    );
  }

  /** Lets the limiter forget the baseline. */
  keepQuiet(): Promise<void> {
    return pause(this.#clock, this.#profile.quietSeconds * 1000, this.#stop.signal);
  }

  async measure(stages: Stage[]): Promise<LoadFacts> {
    const { threads, callTimeoutMs, search } = this.#profile;
    const clock = this.#clock;
    const schedule = createSchedule(stages);
    const sink = this.#sink;
    const slots = slotsFor(schedule, callTimeoutMs);
    const record = new RunRecord(schedule, slots, threads, undefined, sink !== undefined);
    const recorder = sink && new Recorder(sink, record, this.#steps, this.#bodies);
    const tally = new RunTally(this.#profile, record, (n) => recorder?.add(n));
    this.#steps += 1;
    const before = mergeJudged(this.#results);
    const startMs = clock.nowMs() + (threads > 1 ? threadLeadMs : 0);
    this.#startEpochMs = clock.epochMs() + startMs - clock.nowMs();
    sink?.put({ kind: 'step', step: { stages, startEpochMs: this.#startEpochMs } });
    const seen = () => {
      const all = mergeJudged(this.#results);
      // Each step of a search is judged by its own answers.
      return search === undefined ? all : judgedSince(before, all);
    };
    const stopRecording =
      sink &&
      clock.every(recordEveryMs, () => {
        recorder?.flush();
        this.#results = [this.#sender.result(), ...this.#results.slice(1)];
        this.#recordFacts({ answers: seen() });
      });
    const work = { stages, columns: record.columns, senders: threads, startMs };
    const stopFolding = clock.every(foldEveryMs, () => tally.fold());
    const stopProgress = clock.every(progressEveryMs, () =>
      this.#onProgress(progressOf(record, tally, clock.nowMs() - startMs)),
    );
    try {
      this.#results = await Promise.all([
        this.#sender.run(work, this.#stop.signal).then(() => this.#sender.result()),
        ...this.#threads.map((thread) => thread.run(work)),
      ]);
    } finally {
      stopFolding();
      stopRecording?.();
      stopProgress();
    }
    tally.finish();
    recorder?.flush();
    return this.#gathered(tally, seen());
  }

  /** The facts of a run that sent no load. */
  emptyFacts(): LoadFacts {
    const tally = new RunTally(this.#profile, new RunRecord(createSchedule([])));
    return this.#gathered(tally, mergeJudged(this.#results));
  }

  #gathered(tally: RunTally, answers: JudgedAnswers): LoadFacts {
    const { aborted } = this.#stop.signal;
    this.#lastFacts = { answers, aborted };
    this.#recordFacts(this.#lastFacts);
    return gatherFacts(this.#profile, tally, answers, aborted);
  }

  #recordFacts({
    ended = false,
    aborted = false,
    answers,
  }: Pick<RecordFacts, 'answers'> & Partial<RecordFacts>): void {
    const senders = this.#results.map(({ connections, loopDelayMs }) => ({ connections, loopDelayMs }));
    const untrustedPeer = this.#untrustedPeer ?? null;
    this.#sink?.put({ kind: 'facts', facts: { ended, aborted, untrustedPeer, answers, senders } });
  }

  report(facts: LoadFacts, capacity?: CapacityResult): LoadReport {
    if (this.#lastFacts !== undefined) this.#recordFacts({ ...this.#lastFacts, ended: true });
    return reportOfRun({
      target: { ...this.#target, url: this.#target.url.href },
      attempts: this.#attempt,
      facts,
      senders: this.#results,
      startedAt: this.#startedAt,
      startEpochMs: this.#startEpochMs,
      untrustedPeer: this.#untrustedPeer,
      capacity,
    });
  }

  async close(): Promise<void> {
    this.#sender.close();
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

/** One sender a thread; they share the connections evenly. */
function senderOptionsOf(
  target: Target,
  profile: Profile,
): { first: SenderOptions; others: SenderOptions[] } {
  const { connections, threads, callTimeoutMs, quietSeconds } = profile;
  const seconds = profile.search
    ? longestSearchSeconds(profile.search)
    : createSchedule(profile.stages).durationMs / 1000;
  const userSig = adminUserSig(target, seconds + quietSeconds + callUserSigSeconds);
  const { credential } = target;
  const bursts = profile.stages.map((stage) => (stage.kind === 'burst' ? stage.calls : 0));
  const initialConnections = Math.max(connections.initial, ...bursts);
  const request = groupGetRequest(target, callQuery(target, userSig, minRandom), {
    From_Account: target.fixtures.accounts.populated.id,
    LastSequence: 0,
    NeedFriend: 'Need_Friend_Type_Yes',
  });
  const first: SenderOptions = {
    sender: 0,
    pool: {
      url: new URL(request.path, target.url).href,
      headers: request.headers,
      body: request.body,
      initialConnections: Math.ceil(initialConnections / threads),
      maxConnections: Math.ceil(Math.max(connections.max, initialConnections) / threads),
      callTimeoutMs,
      ca: target.ca,
    },
    edition: target.edition,
    secrets: [userSig, ...(credential.kind === 'key' ? [credential.secretKey] : [])],
  };
  const others = Array.from({ length: threads - 1 }, (_, index) => ({ ...first, sender: index + 1 }));
  return { first, others };
}

function progressOf(record: RunRecord, tally: RunTally, elapsedMs: number): LoadProgress {
  const { stages, durationMs } = record.schedule;
  return {
    stage: (stages.find(({ endMs }) => endMs > elapsedMs) ?? stages.at(-1))?.name ?? '',
    elapsedMs: Math.max(0, Math.min(elapsedMs, durationMs)),
    totalMs: durationMs,
    sent: record.due,
    ok: record.count('ok'),
    refused: record.count('rateLimited') + record.count('brokenRefusal') + record.count('httpRefusal'),
    p99Ms: tally.latency.percentileMs('p99'),
    lagP99Ms: tally.lag.percentileMs('p99'),
  };
}
