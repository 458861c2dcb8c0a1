import { LatencyHistogram } from '../latency.ts';
import {
  type Admission,
  type AnswerKind,
  answerKinds,
  meanings,
  type OutcomeGroup,
} from '../record/answer-kind.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { Profile } from '../schedule/profile.ts';
import { type PlannedStage, peakRate } from '../schedule/schedule.ts';
import { RefusalReview, type WrongfulRefusal } from './rightful-refusals.ts';

/** The calls that were sent in one second of the run; times in ms, null where no call has one. */
export interface SecondOfLoad {
  second: number;
  sent: number;
  ok: number;
  rateLimited: number;
  /** Latency of all calls that were not refused, from when they were due. */
  latencyMs: { p50: number | null; p99: number | null; max: number | null };
  /** The longest time between a call's due time and its sending. */
  lagMaxMs: number;
}

/** What a stage offers: at most the ceiling, more, a number of calls at once, or nothing. */
export type Pressure = 'within' | 'excess' | 'burst' | 'none';

export function pressureOf({ stage }: PlannedStage, ceilingPerSecond: number): Pressure {
  if (stage.kind === 'pause') return 'none';
  if (stage.kind === 'burst') return stage.calls > ceilingPerSecond ? 'excess' : 'burst';
  return peakRate(stage) > ceilingPerSecond ? 'excess' : 'within';
}

/** The calls of a stage that were due in one of its seconds. */
export interface SecondOfStage {
  calls: number;
  admitted: number;
  refused: number;
}

/** What happened to the calls of one stage. */
export interface StageTally {
  planned: PlannedStage;
  pressure: Pressure;
  /** How many calls were due. */
  due: number;
  counts: Record<AnswerKind, number>;
  lag: LatencyHistogram;
  /** By second, counted from the stage's end: entry 0 is the last. The stage's first second may be shorter than a second. */
  seconds: SecondOfStage[];
  /** When the last call was sent, in ms from the start; NaN where none was. */
  lastSentMs: number;
  /** Refusals that no conforming limiter can have made; those of calls sent later than 2 s after an excess; the first. */
  wrongful: { count: number; afterRecovery: number; first: WrongfulRefusal | undefined };
  /** The wrongful refusals of calls that were sent later than 2 s after the stage began. */
  wrongfulOnceSettled: { count: number; first: WrongfulRefusal | undefined };
  /** The calls that were sent later than 2 s after the previous excess. */
  afterRecovery: { calls: number; refused: number };
  /** When the last refused call was sent, in ms from the end of the previous excess; 0 where none was refused. */
  lastRefusedAfterMs: number;
  /** When the previous excess had been sent completely, in ms from the start; NaN where there was none. */
  excessEndMs: number;
}

/** A call that the target admitted or refused; times in ms from the start. */
export interface Decision {
  sentMs: number;
  answeredMs: number;
  admitted: boolean;
}

/** L3 counts admitted calls from this time after an excess begins. */
export const settlingMs = 2000;
/** L4: within this time after an excess, calls within the ceiling are admitted again. */
export const recoveryMs = 2000;
/** The limiter's kind is read from this many calls; more would not make the reading more certain. */
const maxDecisions = 20_000;
/** A review waits for this many calls, or for twice as many as the last review left: frequent reviews would delay a long run. */
const reviewAfterCalls = 8192;

/**
 * Takes the calls of a run out of its record, in order, once they have ended, and keeps what the verdict and the report
 * need: histograms, and counts by stage and by second. Its size grows with the seconds of a run, not with its calls.
 */
export class RunTally {
  readonly stages: StageTally[];
  /** Latency of all calls that were not refused, from when they were due. */
  readonly latency = new LatencyHistogram();
  /** The same, of calls in stages within the ceiling (L6). */
  readonly latencyWithin = new LatencyHistogram();
  readonly refusedLatency = new LatencyHistogram();
  /** From the sending to the answer, of all calls. */
  readonly service = new LatencyHistogram();
  readonly lag = new LatencyHistogram();
  /** From the sending to the answer, of calls whose answers keep the contract. */
  readonly serviceOf = { admitted: new LatencyHistogram(), refused: new LatencyHistogram() };
  readonly seconds: SecondOfLoad[] = [];
  readonly decisions: Decision[] = [];
  readonly densest100Ms = new DensestStretch(100);
  readonly densestSecond = new DensestStretch(1000);
  sent = 0;
  lastSentMs = 0;
  readonly #record: RunRecord;
  readonly #onTake: (n: number) => void;
  readonly #review: RefusalReview;
  readonly #secondLatency: number[] = [];
  #folded = 0;
  #reviewAt = reviewAfterCalls;
  #stage = 0;

  /** @param onTake called with the number of each call, while the record still holds it */
  constructor(profile: Profile, record: RunRecord, onTake: (n: number) => void = () => {}) {
    this.#record = record;
    this.#onTake = onTake;
    this.#review = new RefusalReview(profile.ceilingPerSecond);
    this.stages = record.schedule.stages.map((planned) => ({
      planned,
      pressure: pressureOf(planned, profile.ceilingPerSecond),
      due: 0,
      counts: Object.fromEntries(answerKinds.map((kind) => [kind, 0])) as Record<AnswerKind, number>,
      lag: new LatencyHistogram(),
      seconds: [],
      lastSentMs: Number.NaN,
      wrongful: { count: 0, afterRecovery: 0, first: undefined },
      wrongfulOnceSettled: { count: 0, first: undefined },
      afterRecovery: { calls: 0, refused: 0 },
      lastRefusedAfterMs: 0,
      excessEndMs: Number.NaN,
    }));
  }

  /** How many calls have been taken. */
  get due(): number {
    return this.#folded;
  }

  count(kind: AnswerKind): number {
    return this.stages.reduce((sum, { counts }) => sum + counts[kind], 0);
  }

  /** Takes the calls that have ended, up to the first that has not. Call it often enough to keep the record free. */
  fold(): void {
    const { due } = this.#record;
    while (this.#folded < due && this.#record.kind(this.#folded) !== 'pending') this.#take(this.#folded);
  }

  /** Takes the next call, ended or not. */
  takeNext(): void {
    this.#take(this.#folded);
  }

  /** Takes the remaining calls, ended or not, when the run is over. */
  finish(): void {
    const { due } = this.#record;
    while (this.#folded < due) this.takeNext();
    this.#noteWrongful(this.#review.review());
    this.#closeSecond();
  }

  #take(n: number): void {
    const stage = this.#stageOf(n);
    const call = endedCall(this.#record, n);
    countCall(stage, call);
    if (call.wasSent) {
      this.#countSending(stage, call);
      this.#noteDecision(call);
      this.#countInSecond(call);
    }
    this.#measureLatency(stage, call);
    this.#onTake(n);
    this.#record.release(n);
    this.#folded += 1;
    this.#reviewWhenMany();
  }

  /**
   * Its moment depends on the number of calls alone, never on when they were taken: a run and its record must be judged
   * alike, and a review knows the fastest answers of the calls before it.
   */
  #reviewWhenMany(): void {
    if (this.#review.waiting < this.#reviewAt) return;
    // No call is sent before it is due, so the calls that have not been taken were sent after this moment.
    this.#noteWrongful(this.#review.review(this.#record.schedule.dueMs(this.#folded)));
    this.#reviewAt = Math.max(reviewAfterCalls, 2 * this.#review.waiting);
  }

  #countSending(stage: StageTally, { sentMs, dueMs, admission }: EndedCall): void {
    this.sent += 1;
    this.lastSentMs = Math.max(this.lastSentMs, sentMs);
    this.densest100Ms.add(sentMs);
    this.densestSecond.add(sentMs);
    this.lag.record(sentMs - dueMs);
    stage.lag.record(sentMs - dueMs);
    stage.lastSentMs = Math.max(stage.lastSentMs || 0, sentMs);
    // NaN without an excess before: then neither condition holds.
    const afterExcessMs = sentMs - stage.excessEndMs;
    if (admission === 'refused')
      stage.lastRefusedAfterMs = Math.max(stage.lastRefusedAfterMs, afterExcessMs || 0);
    if (!(afterExcessMs > recoveryMs)) return;
    stage.afterRecovery.calls += 1;
    if (admission === 'refused') stage.afterRecovery.refused += 1;
  }

  /** Hands what the limiter decided to the review of refusals and to the reading of the limiter. */
  #noteDecision({ n, kind, admission, sentMs, answeredMs }: EndedCall): void {
    if (kind === 'ok' || kind === 'rateLimited') {
      const decided = kind === 'ok' ? 'admitted' : 'refused';
      this.serviceOf[decided].record(answeredMs - sentMs);
      this.#review.addServiceTime(decided, answeredMs - sentMs);
    }
    this.#review.add(n, { sentMs, answeredMs }, admission === 'refused');
    if (admission !== 'unknown' && this.decisions.length < maxDecisions)
      this.decisions.push({ sentMs, answeredMs, admitted: admission === 'admitted' });
  }

  /** Counts a call in the second of the run in which it was sent. */
  #countInSecond({ outcome, admission, dueMs, sentMs, answeredMs, hasEnded }: EndedCall): void {
    const row = this.#rowOf(Math.max(0, Math.floor(sentMs / 1000)));
    row.sent += 1;
    row.lagMaxMs = Math.max(row.lagMaxMs, rounded(sentMs - dueMs));
    if (outcome === 'ok' || outcome === 'rateLimited') row[outcome] += 1;
    if (hasEnded && admission !== 'refused') this.#secondLatency.push(answeredMs - dueMs);
  }

  #measureLatency({ pressure }: StageTally, call: EndedCall): void {
    const { kind, admission, dueMs, sentMs, answeredMs, wasSent, hasEnded } = call;
    if (!hasEnded) return;
    if (wasSent) this.service.record(answeredMs - sentMs);
    if (kind === 'unsent') return;
    if (admission === 'refused') {
      this.refusedLatency.record(answeredMs - dueMs);
      return;
    }
    this.latency.record(answeredMs - dueMs);
    if (pressure === 'within') this.latencyWithin.record(answeredMs - dueMs);
  }

  /** The stage of a call. Calls come in order, so the search goes on where the last one ended. */
  #stageOf(call: number): StageTally {
    const ends = ({ planned }: StageTally) => planned.firstCall + planned.calls;
    let stage = this.stages[this.#stage] as StageTally;
    while (call >= ends(stage)) {
      const excessEndMs =
        stage.pressure === 'excess'
          ? Math.max(stage.planned.endMs, stage.lastSentMs || 0)
          : stage.excessEndMs;
      this.#stage += 1;
      stage = this.stages[this.#stage] as StageTally;
      stage.excessEndMs = excessEndMs;
    }
    return stage;
  }

  #noteWrongful(found: WrongfulRefusal[]): void {
    for (const refusal of found) {
      const stage = this.stages.findLast(({ planned }) => planned.firstCall <= refusal.call);
      if (stage === undefined) continue;
      stage.wrongful.count += 1;
      if (refusal.sentMs - stage.excessEndMs > recoveryMs) stage.wrongful.afterRecovery += 1;
      stage.wrongful.first ??= refusal;
      if (refusal.sentMs - stage.planned.startMs < settlingMs) continue;
      stage.wrongfulOnceSettled.count += 1;
      stage.wrongfulOnceSettled.first ??= refusal;
    }
  }

  #rowOf(second: number): SecondOfLoad {
    if (second >= this.seconds.length) this.#closeSecond();
    while (this.seconds.length <= second) {
      const latencyMs = { p50: null, p99: null, max: null };
      this.seconds.push({
        second: this.seconds.length,
        sent: 0,
        ok: 0,
        rateLimited: 0,
        latencyMs,
        lagMaxMs: 0,
      });
    }
    return this.seconds[second] as SecondOfLoad;
  }

  #closeSecond(): void {
    const row = this.seconds.at(-1);
    if (row === undefined || this.#secondLatency.length === 0) return;
    const sorted = Float64Array.from(this.#secondLatency.splice(0)).sort();
    const at = (share: number) => rounded(sorted[Math.ceil(sorted.length * share) - 1] as number);
    // The 99th percentile needs at least a hundred calls.
    row.latencyMs = { p50: at(0.5), p99: sorted.length >= 100 ? at(0.99) : null, max: at(1) };
  }
}

/** The largest number of calls in any `windowMs`, from times in ascending order. */
class DensestStretch {
  maxCalls = 0;
  readonly #windowMs: number;
  readonly #times: number[] = [];
  #first = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(ms: number): void {
    this.#times.push(ms);
    while (ms - (this.#times[this.#first] as number) >= this.#windowMs) this.#first += 1;
    this.maxCalls = Math.max(this.maxCalls, this.#times.length - this.#first);
    if (this.#first < 4096) return;
    this.#times.splice(0, this.#first);
    this.#first = 0;
  }
}

/** A call as the record holds it once it has ended; times in ms from the start. */
interface EndedCall {
  n: number;
  kind: AnswerKind;
  admission: Admission;
  outcome: OutcomeGroup | undefined;
  dueMs: number;
  sentMs: number;
  answeredMs: number;
  wasSent: boolean;
  /** It was answered, or given up, at `answeredMs`. */
  hasEnded: boolean;
}

function endedCall(record: RunRecord, n: number): EndedCall {
  const kind = record.kind(n);
  const answeredMs = record.answeredMs(n);
  return {
    n,
    kind,
    admission: meanings[kind].admission,
    outcome: meanings[kind].outcome,
    dueMs: record.schedule.dueMs(n),
    sentMs: record.sentMs(n),
    answeredMs,
    wasSent: record.wasSent(n),
    hasEnded: !Number.isNaN(answeredMs),
  };
}

/** Counts a call in its stage, and in the second of the stage in which it fell due. */
function countCall(stage: StageTally, { kind, admission, dueMs }: EndedCall): void {
  stage.due += 1;
  stage.counts[kind] += 1;
  const second = secondOf(stage, dueMs);
  second.calls += 1;
  if (admission !== 'unknown') second[admission] += 1;
}

function secondOf({ seconds, planned }: StageTally, dueMs: number): SecondOfStage {
  const index = Math.max(0, Math.ceil((planned.endMs - dueMs - 1e-6) / 1000) - 1);
  const known = seconds[index];
  if (known !== undefined) return known;
  const second = { calls: 0, admitted: 0, refused: 0 };
  seconds[index] = second;
  return second;
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
