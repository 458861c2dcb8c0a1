import { setTimeout } from 'node:timers/promises';

/** A clock that only moves forward. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  nowMs(): number;
  sleep(ms: number): Promise<unknown>;
}

export const realClock: Clock = { nowMs: () => performance.now(), sleep: (ms) => setTimeout(ms) };
