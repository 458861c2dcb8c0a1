import type { RunRecord } from './run-record.ts';

/** A refusal that no conforming limiter could have made, as far as the harness's own record tells. */
export interface WrongfulRefusal {
  call: number;
  /** When it was sent, in ms from the start. */
  sentMs: number;
  /** The most calls not refused that can have arrived in the second up to it. */
  admittedInSecond: number;
}

/** Clocks of targets tick in whole milliseconds, and ours is read before the bytes leave. */
const clockGrainMs = 1;
/** The smallest bucket that counts as one: a bucket of a single token enforces spacing, which L1 rules out. */
const smallestBurst = 2;
/** A sliding counter guesses from whole windows; its phase is tried in steps this fine, at the cost of two calls. */
const phaseStepMs = 5;
const counterAllowance = 2;
/** A call's arrival is only known to lie in a span; at most so many moments of it are tried. */
const momentsTried = 16;

/**
 * Finds the refusals among the calls `from` to `to` (exclusive) that are no limiter's right.
 *
 * The arrival of a call lies between its sending and its answer, less the fastest round trip of the run, which every call
 * pays and which therefore cancels out of distances. A refusal is rightful when, with arrivals anywhere in those spans, some
 * limiter of `ceilingPerSecond` that conforms could have been at its limit: a log or a fixed window of a second, a
 * sliding counter of any phase, or a token bucket no smaller than this target has shown its own to be.
 * docs/load-verdicts.md has the argument.
 */
export function wrongfulRefusals(
  record: RunRecord,
  ceilingPerSecond: number,
  from: number,
  to: number,
): WrongfulRefusal[] {
  const arrivals = new ArrivalBounds(record, ceilingPerSecond);
  const wrongful: WrongfulRefusal[] = [];
  for (let call = from; call < to; call += 1) {
    if (!record.wasSent(call) || record.admission(call) !== 'refused') continue;
    const moments = arrivals.momentsOf(call);
    const inSecond = moments.map((atMs) => arrivals.possible(atMs - 1000, atMs));
    const rightful =
      inSecond.some((count) => count >= ceilingPerSecond) ||
      moments.some((atMs) => arrivals.bucketMayBeEmpty(atMs)) ||
      moments.some((atMs) => arrivals.counterMayBeFull(atMs));
    if (!rightful) {
      const sentMs = record.sentMs[call] as number;
      wrongful.push({ call, sentMs, admittedInSecond: Math.max(...inSecond) });
    }
  }
  return wrongful;
}

/** The spans in which the calls that were not refused can have arrived, and what limiters can have made of them. */
class ArrivalBounds {
  readonly #record: RunRecord;
  readonly #ceilingPerMs: number;
  readonly #fastestMs: number;
  /** Earliest and latest arrivals, each sorted by itself. */
  readonly #earliest: Float64Array;
  readonly #latest: Float64Array;
  /** At k: the least of (j − ceiling·latest[j]) for j up to k. */
  readonly #bucketLow: Float64Array;
  readonly #burst: number;

  constructor(record: RunRecord, ceilingPerSecond: number) {
    this.#record = record;
    this.#ceilingPerMs = ceilingPerSecond / 1000;
    this.#fastestMs = fastestServiceMs(record);
    const counted: number[] = [];
    for (let call = 0; call < record.due; call += 1) {
      if (record.wasSent(call) && record.admission(call) !== 'refused') counted.push(call);
    }
    this.#earliest = Float64Array.from(counted, (call) => this.#span(call)[0]).sort();
    this.#latest = Float64Array.from(counted, (call) => this.#span(call)[1]).sort();
    let low = Number.POSITIVE_INFINITY;
    this.#bucketLow = this.#latest.map((latestMs, index) => {
      low = Math.min(low, index - this.#ceilingPerMs * latestMs);
      return low;
    });
    this.#burst = Math.max(smallestBurst, this.#shownBurst());
  }

  /** Moments at which a call can have arrived, its first and last among them. */
  momentsOf(call: number): number[] {
    const [firstMs, lastMs] = this.#span(call);
    const steps = Math.max(1, Math.min(momentsTried, Math.ceil(lastMs - firstMs)));
    return Array.from({ length: steps + 1 }, (_, step) => firstMs + ((lastMs - firstMs) * step) / steps);
  }

  /** The most calls that can have arrived from `fromMs` to `toMs`. */
  possible(fromMs: number, toMs: number): number {
    return countUpTo(this.#earliest, toMs) - countBelow(this.#latest, fromMs);
  }

  /**
   * A bucket of `burst` holds less than one token at t exactly when, for some s before t, more than
   * burst − 1 + ceiling·(t − s) calls were admitted from s on; s is best taken at an arrival,
   * or at t itself when all that may have come could have come at once.
   */
  bucketMayBeEmpty(atMs: number): boolean {
    const settled = countUpTo(this.#latest, atMs);
    const low = Math.min(
      settled === 0 ? Number.POSITIVE_INFINITY : (this.#bucketLow[settled - 1] as number),
      settled - this.#ceilingPerMs * atMs,
    );
    return countUpTo(this.#earliest, atMs) - this.#ceilingPerMs * atMs - low + 1 > this.#burst;
  }

  /** Two windows' counts, the former weighed by what of it lies in the second up to now, reach the ceiling. */
  counterMayBeFull(atMs: number): boolean {
    const limit = this.#ceilingPerMs * 1000 - counterAllowance;
    for (let elapsedMs = 0; elapsedMs < 1000; elapsedMs += phaseStepMs) {
      const windowMs = atMs - elapsedMs;
      const previous = this.possible(windowMs - 1000, windowMs);
      if (previous * (1 - elapsedMs / 1000) + this.possible(windowMs, atMs) >= limit) return true;
    }
    return false;
  }

  /** What was admitted beyond the ceiling's drip, over the stretch where that was most: no bucket is smaller. */
  #shownBurst(): number {
    let most = 0;
    let high = Number.NEGATIVE_INFINITY;
    let started = 0;
    for (const [index, latestMs] of this.#latest.entries()) {
      while (started < this.#earliest.length && (this.#earliest[started] as number) <= latestMs) {
        high = Math.max(high, this.#ceilingPerMs * (this.#earliest[started] as number) - started);
        started += 1;
      }
      if (Number.isFinite(latestMs)) most = Math.max(most, index + 1 - this.#ceilingPerMs * latestMs + high);
    }
    return most;
  }

  #span(call: number): [earliestMs: number, latestMs: number] {
    const sentMs = this.#record.sentMs[call] as number;
    const answeredMs = this.#record.answeredMs[call] as number;
    // What no answer tells of may have arrived at any time since.
    const latestMs = Number.isNaN(answeredMs) ? Number.POSITIVE_INFINITY : answeredMs - this.#fastestMs;
    return [sentMs - clockGrainMs, Math.max(sentMs, latestMs) + clockGrainMs];
  }
}

/** The fastest answer of the run, in ms from its sending; 0 when there was none. */
export function fastestServiceMs(record: RunRecord): number {
  let fastestMs = Number.POSITIVE_INFINITY;
  for (let call = 0; call < record.due; call += 1) {
    const kind = record.kind(call);
    if (kind !== 'ok' && kind !== 'rateLimited') continue;
    fastestMs = Math.min(fastestMs, (record.answeredMs[call] as number) - (record.sentMs[call] as number));
  }
  return Number.isFinite(fastestMs) ? fastestMs : 0;
}

/** How many of the sorted values are at most `limit`. */
function countUpTo(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the sorted values are below `limit`. */
function countBelow(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
