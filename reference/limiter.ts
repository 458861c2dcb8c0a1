/** Decides for each call whether the calling frequency admits it. */
export interface Limiter {
  /**
   * @param nowMs a clock that only moves forward, in ms
   * @param connectionId identifies the connection; a conforming limiter counts per app and ignores it
   */
  admit(nowMs: number, connectionId: number): boolean;
}

export const limiterKinds = [
  'none',
  'fixed-window',
  'first-call-window',
  'sliding-window',
  'sliding-counter',
  'token-bucket',
  'spacing',
] as const;
export type LimiterKind = (typeof limiterKinds)[number];

export interface LimiterOptions {
  /**
   * How calls are limited to the ceiling:
   * - fixed-window: in each second of the clock
   * - first-call-window: in a second that begins with the first call after the previous one ended
   * - sliding-window: in any second, by a log of admitted calls
   * - sliding-counter: in any second, estimated from the counts of two seconds of the clock
   * - token-bucket: each call takes a token, and tokens arrive evenly
   * - spacing: two calls must be one even distance apart, which is a breach, as the source requires no spacing
   */
  kind: LimiterKind;
  /** Default 200. */
  ceilingPerSecond?: number;
  /** token-bucket: how many tokens it holds; default: those of one second. */
  burst?: number;
  /** fixed-window and sliding-counter: where in the clock's second a window begins, in ms; default 0. */
  phaseMs?: number;
  /** fixed-window: length of a window, which holds its share of the ceiling; default 1000. */
  windowMs?: number;
  /** Defects; a conforming limiter has none. */
  flaws?: {
    /** Each connection has its own budget. */
    perConnection?: boolean;
    /** A refused call uses budget, too. */
    refusedCount?: boolean;
    /** After a refusal, everything is refused for this time. */
    lockOutMs?: number;
  };
}

const secondMs = 1000;

type Budget = (nowMs: number) => boolean;
type Settings = Required<Omit<LimiterOptions, 'kind' | 'flaws'>> & { refusedCount: boolean };

const budgets: Record<LimiterKind, (settings: Settings) => Budget> = {
  none: () => () => true,

  'fixed-window': ({ ceilingPerSecond, phaseMs, windowMs }) => {
    const ceiling = (ceilingPerSecond * windowMs) / secondMs;
    let window = Number.NEGATIVE_INFINITY;
    let count = 0;
    return (nowMs) => {
      const current = Math.floor((nowMs - phaseMs) / windowMs);
      if (current !== window) {
        window = current;
        count = 0;
      }
      count += 1;
      return count <= ceiling;
    };
  },

  'first-call-window': ({ ceilingPerSecond }) => {
    let endMs = Number.NEGATIVE_INFINITY;
    let count = 0;
    return (nowMs) => {
      if (nowMs >= endMs) {
        endMs = nowMs + secondMs;
        count = 0;
      }
      count += 1;
      return count <= ceilingPerSecond;
    };
  },

  'sliding-window': ({ ceilingPerSecond, refusedCount }) => {
    // A ring of the last admitted times: a call is admitted when the oldest of them has left the window.
    const ring = new Float64Array(ceilingPerSecond).fill(Number.NEGATIVE_INFINITY);
    let oldest = 0;
    return (nowMs) => {
      const admitted = (ring[oldest] as number) <= nowMs - secondMs;
      if (admitted || refusedCount) {
        ring[oldest] = nowMs;
        oldest = (oldest + 1) % ceilingPerSecond;
      }
      return admitted;
    };
  },

  'sliding-counter': ({ ceilingPerSecond, phaseMs, refusedCount }) => {
    let window = Number.NEGATIVE_INFINITY;
    let count = 0;
    let previousCount = 0;
    return (nowMs) => {
      const position = (nowMs - phaseMs) / secondMs;
      const current = Math.floor(position);
      if (current !== window) {
        previousCount = current === window + 1 ? count : 0;
        window = current;
        count = 0;
      }
      const estimate = previousCount * (1 - (position - current)) + count;
      const admitted = estimate < ceilingPerSecond;
      if (admitted || refusedCount) count += 1;
      return admitted;
    };
  },

  'token-bucket': ({ ceilingPerSecond, burst, refusedCount }) => {
    let tokens = burst;
    let lastMs: number | undefined;
    return (nowMs) => {
      tokens = Math.min(burst, tokens + ((nowMs - (lastMs ?? nowMs)) * ceilingPerSecond) / 1000);
      lastMs = nowMs;
      const admitted = tokens >= 1;
      if (admitted || refusedCount) tokens -= 1;
      return admitted;
    };
  },

  spacing: ({ ceilingPerSecond }) => {
    let lastMs = Number.NEGATIVE_INFINITY;
    return (nowMs) => {
      const admitted = nowMs - lastMs >= secondMs / ceilingPerSecond;
      if (admitted) lastMs = nowMs;
      return admitted;
    };
  },
};

/** Makes a limiter that has not seen any call. */
export function createLimiter(options: LimiterOptions): Limiter {
  const { kind, ceilingPerSecond = 200, burst = ceilingPerSecond, phaseMs = 0, flaws = {} } = options;
  const { windowMs = secondMs } = options;
  const { perConnection = false, refusedCount = false, lockOutMs = 0 } = flaws;
  const createBudget = () => budgets[kind]({ ceilingPerSecond, burst, phaseMs, windowMs, refusedCount });
  const shared = createBudget();
  const ofConnection = new Map<number, Budget>();
  const budgetOf = (connectionId: number) => {
    const budget = ofConnection.get(connectionId) ?? createBudget();
    ofConnection.set(connectionId, budget);
    return budget;
  };
  let lockedUntilMs = Number.NEGATIVE_INFINITY;
  return {
    admit(nowMs, connectionId) {
      const budget = perConnection ? budgetOf(connectionId) : shared;
      if (nowMs < lockedUntilMs) return false;
      const admitted = budget(nowMs);
      if (!admitted) lockedUntilMs = nowMs + lockOutMs;
      return admitted;
    },
  };
}
