/** A refusal that no conforming limiter could have made, as far as the harness's own record tells. */
export interface WrongfulRefusal {
  /** Number of the call. */
  call: number;
  /** When it was sent, in ms from the start. */
  sentMs: number;
  /** The most calls not refused that can have arrived in the second up to it. */
  admittedInSecond: number;
}

/** A call on the way: sent, and answered or given up, in ms from the start; NaN where no answer came. */
interface Flight {
  sentMs: number;
  answeredMs: number;
}

type Refusal = Flight & { call: number };

/** Clocks of targets tick in whole milliseconds, and ours is read before the bytes leave. */
const clockGrainMs = 1;
/** The smallest bucket that counts as one: a bucket of a single token enforces spacing, which L1 rules out. */
const smallestBurst = 2;
/** A sliding counter guesses from whole windows; its phase is tried in steps this fine, at the cost of two calls. */
const phaseStepMs = 5;
const counterAllowance = 2;
/** A call's arrival is only known to lie in a span; at most so many moments of it are tried. */
const momentsTried = 16;
/** Fewer answers of a kind than this do not show how fast that kind can be, nor how steady it is. */
export const minToTellKind = 50;
/** A sliding counter looks back over two seconds; no argument but the bucket's looks further. */
const lookBackMs = 2000;

/**
 * Finds the refusals that are no limiter's right, from calls told in the order in which they were sent.
 *
 * The arrival of a call lies between its sending and its answer, less the fastest answer of its kind, which every call of
 * that kind pays and which therefore cancels out of distances: what a service does once it has admitted a call, a refused one
 * does not wait for. A refusal is rightful when, with arrivals anywhere in those spans, some
 * limiter of `ceilingPerSecond` that conforms could have been at its limit: a log or a fixed window of a second, a
 * sliding counter of any phase, or a token bucket no smaller than this target has shown its own to be.
 * docs/load-verdicts.md has the argument.
 */
export class RefusalReview {
  readonly #ceilingPerMs: number;
  /** Calls that were not refused and that a refusal to come may look back on, in the order of their sending. */
  #kept: Flight[] = [];
  #refusals: Refusal[] = [];
  #past: Past = {
    calls: 0,
    bucketLow: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
    burst: smallestBurst,
  };
  readonly #fastest = { admitted: new Fastest(), refused: new Fastest() };

  constructor(ceilingPerSecond: number) {
    this.#ceilingPerMs = ceilingPerSecond / 1000;
  }

  /** How many calls wait for a review. */
  get waiting(): number {
    return this.#kept.length + this.#refusals.length;
  }

  /** An answer of the contract, so many ms after its sending: what is known of how fast one can be. */
  sawAnswer(kind: 'admitted' | 'refused', serviceMs: number): void {
    this.#fastest[kind].saw(serviceMs);
  }

  add(call: number, flight: Flight, refused: boolean): void {
    if (refused) this.#refusals.push({ ...flight, call });
    else this.#kept.push(flight);
  }

  /**
   * Judges the refusals of which all is known and forgets what no later one looks back on.
   * @param knownToMs every call sent before has been added
   */
  review(knownToMs = Number.POSITIVE_INFINITY): WrongfulRefusal[] {
    const { admitted, refused } = this.#fastest;
    const ofAll = Math.min(admitted.ms, refused.ms);
    const admittedMs = admitted.isKnown ? admitted.ms : ofAll;
    const refusedMs = refused.isKnown ? refused.ms : ofAll;
    const arrivals = new ArrivalBounds(this.#kept, this.#past, this.#ceilingPerMs, admittedMs);
    const wrongful: WrongfulRefusal[] = [];
    const open: Refusal[] = [];
    for (const refusal of this.#refusals) {
      const { call, sentMs } = refusal;
      const latestMs = latestOf(refusal, refusedMs);
      if (latestMs >= knownToMs - clockGrainMs) {
        open.push(refusal);
        continue;
      }
      const admittedInSecond = arrivals.wrongfullyRefused(earliestOf(refusal), latestMs);
      if (admittedInSecond !== null) wrongful.push({ call, sentMs, admittedInSecond });
    }
    this.#refusals = open;
    const [firstOpen] = open;
    const forgetMs = Math.min(knownToMs, firstOpen?.sentMs ?? knownToMs) - lookBackMs - 2 * clockGrainMs;
    if (Number.isFinite(forgetMs)) {
      this.#past = arrivals.pastUpTo(forgetMs);
      this.#kept = this.#kept.filter((flight) => latestOf(flight, admittedMs) >= forgetMs);
    }
    return wrongful;
  }
}

/** The fastest answer of one kind. */
class Fastest {
  ms = Number.POSITIVE_INFINITY;
  #count = 0;

  get isKnown(): boolean {
    return this.#count >= minToTellKind;
  }

  saw(ms: number): void {
    this.ms = Math.min(this.ms, ms);
    this.#count += 1;
  }
}

/** What forgotten calls still mean for a token bucket: calls counted, and extremes of the sums below, up to the last of them. */
interface Past {
  calls: number;
  bucketLow: number;
  high: number;
  burst: number;
}

/** The spans in which the calls that were not refused can have arrived, and what limiters can have made of them. */
class ArrivalBounds {
  readonly #past: Past;
  readonly #ceilingPerMs: number;
  /** Earliest and latest arrivals, each sorted by itself. */
  readonly #earliest: Float64Array;
  readonly #latest: Float64Array;
  /** At k: the least of (j − ceiling·latest[j]) for j up to k, calls counted from the start of the run. */
  readonly #bucketLow: Float64Array;
  /** At k: what was admitted beyond the ceiling's drip, over the stretch up to k where that was most: no bucket is smaller. */
  readonly #shownBurst: Float64Array;
  /** At k: the greatest of (ceiling·earliest[j] − j) over calls that can have arrived by latest[k]. */
  readonly #high: Float64Array;
  readonly #burst: number;

  constructor(flights: readonly Flight[], past: Past, ceilingPerMs: number, fastestMs: number) {
    this.#past = past;
    this.#ceilingPerMs = ceilingPerMs;
    this.#earliest = new Float64Array(flights.length);
    this.#latest = new Float64Array(flights.length);
    for (let index = 0; index < flights.length; index += 1) {
      const flight = flights[index] as Flight;
      this.#earliest[index] = earliestOf(flight);
      this.#latest[index] = latestOf(flight, fastestMs);
    }
    this.#earliest.sort();
    this.#latest.sort();
    this.#bucketLow = new Float64Array(flights.length);
    this.#shownBurst = new Float64Array(flights.length);
    this.#high = new Float64Array(flights.length);
    let { bucketLow, high, burst } = past;
    let started = 0;
    for (let index = 0; index < flights.length; index += 1) {
      const latestMs = this.#latest[index] as number;
      bucketLow = Math.min(bucketLow, past.calls + index - ceilingPerMs * latestMs);
      while (started < this.#earliest.length && (this.#earliest[started] as number) <= latestMs) {
        high = Math.max(high, ceilingPerMs * (this.#earliest[started] as number) - past.calls - started);
        started += 1;
      }
      if (Number.isFinite(latestMs))
        burst = Math.max(burst, past.calls + index + 1 - ceilingPerMs * latestMs + high);
      this.#bucketLow[index] = bucketLow;
      this.#high[index] = high;
      this.#shownBurst[index] = burst;
    }
    this.#burst = burst;
  }

  /**
   * The most calls admitted in the second up to a refusal that no limiter had a right to; null for a rightful one.
   * @param firstMs when the refused call can have arrived: then at the earliest
   * @param lastMs and then at the latest
   */
  wrongfullyRefused(firstMs: number, lastMs: number): number | null {
    const steps = Math.max(1, Math.min(momentsTried, Math.ceil(lastMs - firstMs)));
    const moments = Array.from(
      { length: steps + 1 },
      (_, step) => firstMs + ((lastMs - firstMs) * step) / steps,
    );
    const inSecond = moments.map((atMs) => this.#possible(atMs - 1000, atMs));
    const rightful =
      inSecond.some((count) => count >= this.#ceilingPerMs * 1000) ||
      moments.some((atMs) => this.#bucketMayBeEmpty(atMs)) ||
      moments.some((atMs) => this.#counterMayBeFull(atMs));
    return rightful ? null : Math.max(...inSecond);
  }

  /** What is left of the calls that certainly arrived before `ms`, once they are forgotten. */
  pastUpTo(ms: number): Past {
    const last = countBelow(this.#latest, ms) - 1;
    if (last < 0) return this.#past;
    return {
      calls: this.#past.calls + last + 1,
      bucketLow: this.#bucketLow[last] as number,
      high: this.#high[last] as number,
      burst: this.#shownBurst[last] as number,
    };
  }

  /** The most calls that can have arrived from `fromMs` to `toMs`. */
  #possible(fromMs: number, toMs: number): number {
    return countUpTo(this.#earliest, toMs) - countBelow(this.#latest, fromMs);
  }

  /**
   * A bucket of `burst` holds less than one token at t exactly when, for some s before t, more than
   * burst − 1 + ceiling·(t − s) calls were admitted from s on; s is best taken at an arrival,
   * or at t itself when all that may have come could have come at once.
   */
  #bucketMayBeEmpty(atMs: number): boolean {
    const { calls, bucketLow } = this.#past;
    const settled = countUpTo(this.#latest, atMs);
    const low = Math.min(
      settled === 0 ? bucketLow : (this.#bucketLow[settled - 1] as number),
      calls + settled - this.#ceilingPerMs * atMs,
    );
    return calls + countUpTo(this.#earliest, atMs) - this.#ceilingPerMs * atMs - low + 1 > this.#burst;
  }

  /** Two windows' counts, the former weighed by what of it lies in the second up to now, reach the ceiling. */
  #counterMayBeFull(atMs: number): boolean {
    const limit = this.#ceilingPerMs * 1000 - counterAllowance;
    for (let elapsedMs = 0; elapsedMs < 1000; elapsedMs += phaseStepMs) {
      const windowMs = atMs - elapsedMs;
      const previous = this.#possible(windowMs - 1000, windowMs);
      if (previous * (1 - elapsedMs / 1000) + this.#possible(windowMs, atMs) >= limit) return true;
    }
    return false;
  }
}

function earliestOf({ sentMs }: Flight): number {
  return sentMs - clockGrainMs;
}

/** When a call arrived at the latest. What no answer tells of may have arrived at any time since. */
function latestOf({ sentMs, answeredMs }: Flight, fastestMs: number): number {
  const latestMs = Number.isNaN(answeredMs) ? Number.POSITIVE_INFINITY : answeredMs - fastestMs;
  return Math.max(sentMs, latestMs) + clockGrainMs;
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
