/** Stops what a clock has been asked to do; does nothing afterwards. */
export type Cancel = () => void;

/** The time that the engine and the pool go by; all times in ms. */
export interface LoadClock {
  /** Never goes back, and is the same for all threads of the process. */
  nowMs(): number;
  /** The Unix clock. */
  epochMs(): number;
  /** Calls back once, as `setTimeout` does. */
  after(ms: number, callback: () => void): Cancel;
  /** Calls back again and again, as `setInterval` does. */
  every(ms: number, callback: () => void): Cancel;
  /** Calls back in the next turn of the event loop, as `setImmediate` does. */
  nextTurn(callback: () => void): void;
}

/** performance.now() counts from the start of its thread; the machine's monotonic clock lies behind both. */
const threadStartMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export const realClock: LoadClock = {
  nowMs: () => threadStartMs + performance.now(),
  epochMs: () => performance.timeOrigin + performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  every(ms, callback) {
    const timer = setInterval(callback, ms);
    return () => clearInterval(timer);
  },
  nextTurn(callback) {
    setImmediate(callback);
  },
};

/** Resolves after that time, or as soon as the signal aborts. */
export function pause(clock: LoadClock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}
