/** A call under way: when it was sent, and when it was answered or given up; in ms from the start, NaN without an answer. */
export interface Flight {
  sentMs: number;
  answeredMs: number;
}

/** Clocks of targets tick in whole milliseconds, and ours is read before the bytes leave. */
export const clockGrainMs = 1;

/** The earliest moment at which a call can have arrived. */
export function earliestArrivalMs({ sentMs }: Flight): number {
  return sentMs - clockGrainMs;
}

/**
 * The latest moment at which a call can have arrived; a call without an answer may have arrived at any time since.
 * @param fastestMs the fastest answer of the call's kind: every call of that kind takes this long
 */
export function latestArrivalMs({ sentMs, answeredMs }: Flight, fastestMs: number): number {
  const latestMs = Number.isNaN(answeredMs) ? Number.POSITIVE_INFINITY : answeredMs - fastestMs;
  return Math.max(sentMs, latestMs) + clockGrainMs;
}

/** Moments in ascending order. */
export class SortedTimes {
  readonly #times: Float64Array;

  constructor(times: Float64Array) {
    this.#times = times.sort();
  }

  get length(): number {
    return this.#times.length;
  }

  at(index: number): number {
    return this.#times[index] as number;
  }

  /** How many of the times are at most `limit`. */
  countUpTo(limit: number): number {
    return this.#countWhile((time) => time <= limit);
  }

  /** How many of the times are below `limit`. */
  countBelow(limit: number): number {
    return this.#countWhile((time) => time < limit);
  }

  /** How many of the times are in front of the first that `isCounted` denies. */
  #countWhile(isCounted: (time: number) => boolean): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isCounted(this.#times[middle] as number)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** When calls can have arrived: their earliest and their latest arrivals, each list sorted by itself. */
export class ArrivalSpans {
  readonly earliest: SortedTimes;
  readonly latest: SortedTimes;

  /** @param fastestMs the fastest answer among calls of this kind */
  constructor(flights: readonly Flight[], fastestMs: number) {
    this.earliest = new SortedTimes(Float64Array.from(flights, earliestArrivalMs));
    this.latest = new SortedTimes(Float64Array.from(flights, (flight) => latestArrivalMs(flight, fastestMs)));
  }

  /** The largest number of calls that can have arrived from `fromMs` to `toMs`. */
  maxBetween(fromMs: number, toMs: number): number {
    return this.earliest.countUpTo(toMs) - this.latest.countBelow(fromMs);
  }
}
