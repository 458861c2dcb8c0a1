import {
  ArrivalSpans,
  clockGrainMs,
  earliestArrivalMs,
  type Flight,
  latestArrivalMs,
} from './arrival-spans.ts';
import { BucketBounds, type BucketHistory, emptyBucketHistory } from './bucket-bounds.ts';

/** A refusal that no conforming limiter can have made, by the harness's own record. */
export interface WrongfulRefusal {
  /** Number of the call. */
  call: number;
  /** When it was sent, in ms from the start. */
  sentMs: number;
  /** The largest number of calls not refused that can have arrived in the second up to it. */
  admittedInSecond: number;
}

type Refusal = Flight & { call: number };

/** A sliding counter estimates from whole windows. Its phase is tried in steps of this size, which costs two calls. */
const phaseStepMs = 5;
const counterAllowance = 2;
/** A call's arrival is only known to lie in a span; at most this many parts of the span are tried. */
const maxParts = 16;
/** Fewer answers of a kind than this show neither how fast that kind can be nor how steady it is. */
export const minToTellKind = 50;
/** A sliding counter looks back over two seconds; only the bucket's argument looks back further. */
const lookBackMs = 2000;

/**
 * Finds the refusals that no conforming limiter can have made. Calls must be added in the order of their sending.
 *
 * A call arrives between its sending and its answer, less the fastest answer of its kind: every call of that kind takes at
 * least that long, so it cancels out of distances between arrivals. Kinds are separate because the work that a service does
 * after it admits a call does not delay a refused one. A refusal is rightful when, with arrivals anywhere in those spans,
 * some conforming limiter of `ceilingPerSecond` can have been at its limit: a log or a fixed window of one second, a sliding
 * counter of any phase, or a token bucket no smaller than this target has shown its own to be.
 * docs/load-verdicts.md has the argument (L1, L3, L4).
 */
export class RefusalReview {
  readonly #ceilingPerMs: number;
  /** Calls that were not refused and that a later refusal may look back on, in the order of their sending. */
  #kept: Flight[] = [];
  #refusals: Refusal[] = [];
  #past: BucketHistory = emptyBucketHistory;
  readonly #fastest = { admitted: new FastestAnswer(), refused: new FastestAnswer() };

  constructor(ceilingPerSecond: number) {
    this.#ceilingPerMs = ceilingPerSecond / 1000;
  }

  /** How many calls wait for a review. */
  get waiting(): number {
    return this.#kept.length + this.#refusals.length;
  }

  /** Records how long an answer that keeps the contract took, which shows how fast its kind can be. */
  addServiceTime(kind: 'admitted' | 'refused', serviceMs: number): void {
    this.#fastest[kind].add(serviceMs);
  }

  add(call: number, flight: Flight, refused: boolean): void {
    if (refused) this.#refusals.push({ ...flight, call });
    else this.#kept.push(flight);
  }

  /**
   * Judges the refusals whose surroundings are complete, and forgets the calls that no later refusal looks back on.
   * @param knownToMs every call sent before this moment has been added
   */
  review(knownToMs = Number.POSITIVE_INFINITY): WrongfulRefusal[] {
    const { admittedMs, refusedMs } = this.#fastestMs();
    const spans = new ArrivalSpans(this.#kept, admittedMs);
    const bucket = new BucketBounds(spans, this.#past, this.#ceilingPerMs);
    const wrongful: WrongfulRefusal[] = [];
    const open: Refusal[] = [];
    for (const refusal of this.#refusals) {
      const latestMs = latestArrivalMs(refusal, refusedMs);
      if (latestMs >= knownToMs - clockGrainMs) {
        open.push(refusal);
        continue;
      }
      const { call, sentMs } = refusal;
      const moments = momentsOf(earliestArrivalMs(refusal), latestMs);
      const inSecond = moments.map((atMs) => spans.maxBetween(atMs - 1000, atMs));
      const rightful =
        inSecond.some((count) => count >= this.#ceilingPerMs * 1000) ||
        moments.some((atMs) => bucket.mayBeEmpty(atMs)) ||
        moments.some((atMs) => counterMayBeFull(spans, atMs, this.#ceilingPerMs));
      if (!rightful) wrongful.push({ call, sentMs, admittedInSecond: Math.max(...inSecond) });
    }
    this.#refusals = open;
    const forgetMs = Math.min(knownToMs, open[0]?.sentMs ?? knownToMs) - lookBackMs - 2 * clockGrainMs;
    if (Number.isFinite(forgetMs)) {
      this.#past = bucket.historyUpTo(forgetMs);
      this.#kept = this.#kept.filter((flight) => latestArrivalMs(flight, admittedMs) >= forgetMs);
    }
    return wrongful;
  }

  /** The fastest answer of each kind; a kind with too few answers borrows the fastest of both. */
  #fastestMs(): { admittedMs: number; refusedMs: number } {
    const { admitted, refused } = this.#fastest;
    const ofBoth = Math.min(admitted.ms, refused.ms);
    return {
      admittedMs: admitted.isKnown ? admitted.ms : ofBoth,
      refusedMs: refused.isKnown ? refused.ms : ofBoth,
    };
  }
}

/** The fastest answer of one kind. */
class FastestAnswer {
  ms = Number.POSITIVE_INFINITY;
  #count = 0;

  get isKnown(): boolean {
    return this.#count >= minToTellKind;
  }

  add(ms: number): void {
    this.ms = Math.min(this.ms, ms);
    this.#count += 1;
  }
}

/** Moments to try in a span: both ends and what lies evenly between, at most a millisecond apart where `maxParts` allows. */
function momentsOf(firstMs: number, lastMs: number): number[] {
  const parts = Math.max(1, Math.min(maxParts, Math.ceil(lastMs - firstMs)));
  return Array.from({ length: parts + 1 }, (_, part) => firstMs + ((lastMs - firstMs) * part) / parts);
}

/**
 * Whether a sliding counter of some phase can be at its limit: the counts of two windows, the earlier one weighted with the
 * share of it that lies in the second up to now, reach the ceiling. Phases from `first` to `last`, in steps, are tried by
 * halves: a range whose upper bound stays below the limit holds no such phase.
 */
function counterMayBeFull(
  spans: ArrivalSpans,
  atMs: number,
  ceilingPerMs: number,
  first = 0,
  last = 1000 / phaseStepMs - 1,
): boolean {
  const minElapsedMs = first * phaseStepMs;
  const windowMs = { latest: atMs - minElapsedMs, earliest: atMs - last * phaseStepMs };
  const previous = spans.maxBetween(windowMs.earliest - 1000, windowMs.latest);
  const estimate = previous * (1 - minElapsedMs / 1000) + spans.maxBetween(windowMs.earliest, atMs);
  if (estimate < ceilingPerMs * 1000 - counterAllowance) return false;
  if (first === last) return true;
  const middle = (first + last) >> 1;
  return (
    counterMayBeFull(spans, atMs, ceilingPerMs, first, middle) ||
    counterMayBeFull(spans, atMs, ceilingPerMs, middle + 1, last)
  );
}
