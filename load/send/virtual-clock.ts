import type { Cancel, LoadClock } from './clock.ts';

interface Timer {
  atMs: number;
  callback: () => void;
}

/** How long one turn of the event loop takes. */
const turnMs = 0.1;
/** A run that schedules without end fails instead of never ending. */
const maxSteps = 20_000_000;
/** Now and then the process gets to do what else it has to. */
const stepsPerRealTurn = 1000;

/**
 * A clock for tests. Its time stands still while code runs, and moves on to the next timer only when nothing else is left to
 * do, so that a load of a minute takes milliseconds and the same test gives the same times.
 */
export class VirtualClock implements LoadClock {
  #nowMs: number;
  readonly #startEpochMs: number;
  /** The earliest first; those of one moment in the order in which they were set. */
  readonly #timers: Timer[] = [];
  #turns: (() => void)[] = [];

  constructor({ nowMs = 1000, epochMs = Date.UTC(2026, 0, 1) } = {}) {
    this.#nowMs = nowMs;
    this.#startEpochMs = epochMs - nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return this.#startEpochMs + this.#nowMs;
  }

  after(ms: number, callback: () => void): Cancel {
    // Timers of Node tick in whole milliseconds, and never at once.
    return this.#at(this.#nowMs + Math.max(1, Math.trunc(ms)), callback);
  }

  every(ms: number, callback: () => void): Cancel {
    let cancel: Cancel = () => {};
    const again = () => {
      cancel = this.after(ms, again);
      callback();
    };
    cancel = this.after(ms, again);
    return () => cancel();
  }

  nextTurn(callback: () => void): void {
    this.#turns.push(callback);
  }

  /** Calls back at that moment, to the microsecond: for what a test pretends to happen outside of the process. */
  happens(inMs: number, callback: () => void): Cancel {
    return this.#at(this.#nowMs + inMs, callback);
  }

  /** Lets time pass within a callback, as code that blocks the event loop does. */
  block(ms: number): void {
    this.#nowMs += ms;
  }

  /**
   * Drives time until the promise settles, and settles as it does.
   * @throws Error when nothing is left to happen and the promise is still pending
   */
  async until<Value>(promise: Promise<Value>): Promise<Value> {
    let settled = false;
    const end = () => {
      settled = true;
    };
    promise.then(end, end);
    for (let steps = 0; ; steps += 1) {
      await (steps % stepsPerRealTurn === 0 ? realTurn() : promisesSettled());
      if (settled) return promise;
      if (steps > maxSteps || !this.#step()) throw new Error('virtual time stands still: nothing is pending');
    }
  }

  /** Lets that much time pass. */
  async pass(ms: number): Promise<void> {
    await this.until(new Promise<void>((resolve) => this.happens(ms, resolve)));
  }

  #at(atMs: number, callback: () => void): Cancel {
    const timer = { atMs, callback };
    let index = this.#timers.length;
    while (index > 0 && (this.#timers[index - 1] as Timer).atMs > atMs) index -= 1;
    this.#timers.splice(index, 0, timer);
    return () => {
      const found = this.#timers.indexOf(timer);
      if (found >= 0) this.#timers.splice(found, 1);
    };
  }

  /** One turn: timers that are due, else what was put off to this turn, else the next timer. */
  #step(): boolean {
    const [next] = this.#timers;
    const isDue = next !== undefined && next.atMs <= this.#nowMs;
    if (!isDue && this.#turns.length > 0) {
      const turns = this.#turns;
      this.#turns = [];
      // A turn ends early where a timer falls due.
      this.#nowMs = Math.min(this.#nowMs + turnMs, next?.atMs ?? Number.POSITIVE_INFINITY);
      for (const callback of turns) callback();
      return true;
    }
    if (next === undefined) return false;
    this.#timers.shift();
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.callback();
    return true;
  }
}

/** Resolves once all promises of this moment are settled: Node empties their queue before it takes the next tick. */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

function realTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
