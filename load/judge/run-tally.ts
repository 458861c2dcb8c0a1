import { RefusalReview, type WrongfulRefusal } from '../judge/rightful-refusals.ts';
import { LatencyHistogram } from '../latency.ts';
import { type AnswerKind, answerKinds, meanings } from '../record/answer-kind.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { Profile } from '../schedule/profile.ts';
import { type PlannedStage, peakRate } from '../schedule/schedule.ts';

/** Calls by the second in which they were sent; times as in `latencyMs`, null where none ended so. */
export interface SecondOfLoad {
  second: number;
  sent: number;
  ok: number;
  rateLimited: number;
  /** Of all calls but refused ones. */
  latencyMs: { p50: number | null; p99: number | null; max: number | null };
  /** The latest that a call was sent after it was due. */
  lagMaxMs: number;
}

/** What a stage asks of the target: no more than the ceiling, more, all at once, or nothing. */
export type Pressure = 'within' | 'excess' | 'burst' | 'none';

export function pressureOf({ stage }: PlannedStage, ceilingPerSecond: number): Pressure {
  if (stage.kind === 'pause') return 'none';
  if (stage.kind === 'burst') return stage.calls > ceilingPerSecond ? 'excess' : 'burst';
  return peakRate(stage) > ceilingPerSecond ? 'excess' : 'within';
}

/** Calls of a stage that fell due in one second of it. */
export interface SecondOfStage {
  calls: number;
  admitted: number;
  refused: number;
}

/** What became of the calls of one stage. */
export interface StageTally {
  planned: PlannedStage;
  pressure: Pressure;
  /** Calls that fell due. */
  due: number;
  counts: Record<AnswerKind, number>;
  lag: LatencyHistogram;
  /** By second, counted from the stage's end: the last is at 0. The first of the stage's may be no whole second. */
  seconds: SecondOfStage[];
  /** When the last call was sent, in ms from the start; NaN when none was. */
  lastSentMs: number;
  /** Refusals that no conforming limiter could have made, how many of them later than 2 s after an excess, and the first. */
  wrongful: { count: number; afterRecovery: number; first: WrongfulRefusal | undefined };
  /** Those of them that were sent later than 2 s after the stage began. */
  wrongfulOnceSettled: { count: number; first: WrongfulRefusal | undefined };
  /** Calls sent later than 2 s after the last excess before. */
  afterRecovery: { calls: number; refused: number };
  /** In ms from the end of the last excess before, when the last refused call was sent; 0 when none was refused. */
  lastRefusedAfterMs: number;
  /** When the last excess before had been sent, in ms from the start; NaN when there was none. */
  excessEndMs: number;
}

/** One decided call, its times in ms from the start. */
export interface Decision {
  sentMs: number;
  answeredMs: number;
  admitted: boolean;
}

/** L3: so long after an excess begins, what is admitted is judged. */
export const settlingMs = 2000;
/** L4: as long after an excess, calls within the ceiling are admitted again. */
export const recoveryMs = 2000;
/** What the limiter is read from: more calls would not make the reading any surer. */
const maxDecisions = 20_000;
/** So many calls are reviewed at once, or twice as many as the last review left: it must neither hold up a long run nor be rare. */
const reviewAfterCalls = 8192;

/**
 * Takes a run's calls out of its record, in order, once they have ended, and keeps what the verdict and the report need:
 * histograms, counts by stage and by second. Its size grows with the seconds of a run, not with its calls.
 */
export class RunTally {
  readonly stages: StageTally[];
  /** All calls but refused ones, and those of them in stages within the ceiling, from when a call was due. */
  readonly latency = new LatencyHistogram();
  readonly latencyWithin = new LatencyHistogram();
  readonly refusedLatency = new LatencyHistogram();
  /** From the sending itself. */
  readonly service = new LatencyHistogram();
  readonly lag = new LatencyHistogram();
  /** From sending to answer, of calls that were answered as the contract says. */
  readonly serviceOf = { admitted: new LatencyHistogram(), refused: new LatencyHistogram() };
  readonly seconds: SecondOfLoad[] = [];
  readonly decisions: Decision[] = [];
  readonly densest100Ms = new DensestStretch(100);
  readonly densestSecond = new DensestStretch(1000);
  sent = 0;
  lastSentMs = 0;
  readonly #record: RunRecord;
  readonly #review: RefusalReview;
  readonly #secondLatency: number[] = [];
  #folded = 0;
  #reviewAt = reviewAfterCalls;
  #stage = 0;

  constructor(profile: Profile, record: RunRecord) {
    this.#record = record;
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

  /** Calls that fell due, as far as they are taken. */
  get due(): number {
    return this.#folded;
  }

  count(kind: AnswerKind): number {
    return this.stages.reduce((sum, { counts }) => sum + counts[kind], 0);
  }

  /** Takes the calls that have ended, up to the first that has not. */
  fold(): void {
    const { due } = this.#record;
    while (this.#folded < due && this.#record.kind(this.#folded) !== 'pending') this.#take(this.#folded);
    if (this.#review.waiting < this.#reviewAt) return;
    // No call is sent before it is due, so those that are still to be taken were sent after this.
    this.#noteWrongful(this.#review.review(this.#record.schedule.dueMs(this.#folded)));
    this.#reviewAt = Math.max(reviewAfterCalls, 2 * this.#review.waiting);
  }

  /** Takes what is left, ended or not: the run is over. */
  finish(): void {
    const { due } = this.#record;
    while (this.#folded < due) this.#take(this.#folded);
    this.#noteWrongful(this.#review.review());
    this.#closeSecond();
  }

  #take(call: number): void {
    const record = this.#record;
    const kind = record.kind(call);
    const { admission, outcome } = meanings[kind];
    const dueMs = record.schedule.dueMs(call);
    const sentMs = record.sentMs(call);
    const answeredMs = record.answeredMs(call);
    const wasSent = record.wasSent(call);
    const stage = this.#stageOf(call);
    stage.due += 1;
    stage.counts[kind] += 1;
    const second = secondOf(stage, dueMs);
    second.calls += 1;
    if (admission !== 'unknown') second[admission] += 1;
    if (wasSent) {
      this.sent += 1;
      stage.lastSentMs = Math.max(stage.lastSentMs || 0, sentMs);
      this.lastSentMs = Math.max(this.lastSentMs, sentMs);
      if (admission === 'refused')
        stage.lastRefusedAfterMs = Math.max(stage.lastRefusedAfterMs, sentMs - stage.excessEndMs || 0);
      if (sentMs - stage.excessEndMs > recoveryMs) {
        stage.afterRecovery.calls += 1;
        if (admission === 'refused') stage.afterRecovery.refused += 1;
      }
      this.densest100Ms.add(sentMs);
      this.densestSecond.add(sentMs);
      stage.lag.record(sentMs - dueMs);
      this.lag.record(sentMs - dueMs);
      if (kind === 'ok' || kind === 'rateLimited') {
        const decided = kind === 'ok' ? 'admitted' : 'refused';
        this.serviceOf[decided].record(answeredMs - sentMs);
        this.#review.addServiceTime(decided, answeredMs - sentMs);
      }
      this.#review.add(call, { sentMs, answeredMs }, admission === 'refused');
      if (admission !== 'unknown' && this.decisions.length < maxDecisions)
        this.decisions.push({ sentMs, answeredMs, admitted: admission === 'admitted' });
      const row = this.#rowOf(Math.max(0, Math.floor(sentMs / 1000)));
      row.sent += 1;
      row.lagMaxMs = Math.max(row.lagMaxMs, rounded(sentMs - dueMs));
      if (outcome === 'ok' || outcome === 'rateLimited') row[outcome] += 1;
      if (!Number.isNaN(answeredMs)) {
        this.service.record(answeredMs - sentMs);
        if (admission !== 'refused') this.#secondLatency.push(answeredMs - dueMs);
      }
    }
    if (!Number.isNaN(answeredMs) && kind !== 'unsent') {
      if (admission === 'refused') this.refusedLatency.record(answeredMs - dueMs);
      else {
        this.latency.record(answeredMs - dueMs);
        if (stage.pressure === 'within') this.latencyWithin.record(answeredMs - dueMs);
      }
    }
    record.release(call);
    this.#folded += 1;
  }

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
    // A hundred calls at least have one in a hundred.
    row.latencyMs = { p50: at(0.5), p99: sorted.length >= 100 ? at(0.99) : null, max: at(1) };
  }
}

/** Most calls in any stretch of `windowMs`, of times that never go back. */
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
