import type { Clock } from './clock.ts';

/** A pace that was not limited slows down from this interval. */
const minSlowedIntervalMs = 10;
const slowingFactor = 1.5;
/** The window that a refusal for frequency may count calls in, with some room. */
export const maxIntervalMs = 1100;

/** Spaces calls evenly, and further apart once the target says that they come too often. */
export class Pace {
  #intervalMs: number;
  #nextTurnMs = Number.NEGATIVE_INFINITY;
  readonly #clock: Clock;

  /** @param intervalMs between two calls; 0 does not space them */
  constructor(intervalMs: number, clock: Clock) {
    this.#intervalMs = intervalMs;
    this.#clock = clock;
  }

  get intervalMs(): number {
    return this.#intervalMs;
  }

  /** Waits for the next turn. @param atOnce takes the turn without waiting, so that later turns come later */
  async turn(atOnce = false): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const turnMs = Math.max(this.#nextTurnMs, nowMs);
    this.#nextTurnMs = turnMs + this.#intervalMs;
    if (turnMs > nowMs && !atOnce) await this.#clock.sleep(turnMs - nowMs);
  }

  slowDown(): void {
    const slowedMs = Math.max(this.#intervalMs, minSlowedIntervalMs) * slowingFactor;
    this.#intervalMs = Math.min(slowedMs, maxIntervalMs);
  }
}
