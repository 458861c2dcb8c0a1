import type { ArrivalSpans } from './arrival-spans.ts';

/** The smallest bucket that conforms: a bucket of one token enforces spacing, which L1 rules out. */
const smallestBurst = 2;

/** What a token bucket can have done up to some moment, as three running extremes over the calls that were not refused. */
export interface BucketHistory {
  /** Calls counted from the start of the run. */
  calls: number;
  /** Minimum of (j − ceiling·latest[j]) over the calls j. */
  minDeficit: number;
  /** Maximum of (ceiling·earliest[j] − j) over the calls j. */
  maxCredit: number;
  /** The largest number of calls admitted beyond the ceiling's drip over any stretch: the bucket is at least this large. */
  shownBurst: number;
}

export const emptyBucketHistory: BucketHistory = {
  calls: 0,
  minDeficit: Number.POSITIVE_INFINITY,
  maxCredit: Number.NEGATIVE_INFINITY,
  shownBurst: smallestBurst,
};

/** When a token bucket of the ceiling's rate, no smaller than the target has shown its own to be, can have been empty. */
export class BucketBounds {
  readonly #spans: ArrivalSpans;
  readonly #past: BucketHistory;
  readonly #ceilingPerMs: number;
  /** Entry k: the extremes over the past and the calls up to k, in the order of latest arrivals. */
  readonly #minDeficit: Float64Array;
  readonly #maxCredit: Float64Array;
  readonly #shownBurst: Float64Array;
  /** Over all calls. */
  readonly #burst: number;

  /** @param past what calls before the spans' have shown */
  constructor(spans: ArrivalSpans, past: BucketHistory, ceilingPerMs: number) {
    const { earliest, latest } = spans;
    this.#spans = spans;
    this.#past = past;
    this.#ceilingPerMs = ceilingPerMs;
    this.#minDeficit = new Float64Array(latest.length);
    this.#maxCredit = new Float64Array(latest.length);
    this.#shownBurst = new Float64Array(latest.length);
    let { minDeficit, maxCredit, shownBurst } = past;
    let started = 0;
    for (let index = 0; index < latest.length; index += 1) {
      const latestMs = latest.at(index);
      minDeficit = Math.min(minDeficit, past.calls + index - ceilingPerMs * latestMs);
      for (; started < earliest.length && earliest.at(started) <= latestMs; started += 1)
        maxCredit = Math.max(maxCredit, ceilingPerMs * earliest.at(started) - past.calls - started);
      if (Number.isFinite(latestMs))
        shownBurst = Math.max(shownBurst, past.calls + index + 1 - ceilingPerMs * latestMs + maxCredit);
      this.#minDeficit[index] = minDeficit;
      this.#maxCredit[index] = maxCredit;
      this.#shownBurst[index] = shownBurst;
    }
    this.#burst = shownBurst;
  }

  /**
   * A bucket of `burst` tokens holds less than one token at time t exactly when, for some s before t, more than
   * burst − 1 + ceiling·(t − s) calls were admitted from s on. The best s is an arrival, or t itself when all calls that
   * may have arrived could have arrived at once.
   */
  mayBeEmpty(atMs: number): boolean {
    const { calls, minDeficit } = this.#past;
    const { earliest, latest } = this.#spans;
    const arrived = latest.countUpTo(atMs);
    const low = Math.min(
      arrived === 0 ? minDeficit : (this.#minDeficit[arrived - 1] as number),
      calls + arrived - this.#ceilingPerMs * atMs,
    );
    return calls + earliest.countUpTo(atMs) - this.#ceilingPerMs * atMs - low + 1 > this.#burst;
  }

  /** What the calls that certainly arrived before `ms` have shown. */
  historyUpTo(ms: number): BucketHistory {
    const last = this.#spans.latest.countBelow(ms) - 1;
    if (last < 0) return this.#past;
    return {
      calls: this.#past.calls + last + 1,
      minDeficit: this.#minDeficit[last] as number,
      maxCredit: this.#maxCredit[last] as number,
      shownBurst: this.#shownBurst[last] as number,
    };
  }
}
