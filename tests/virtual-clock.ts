import type { Clock } from '../client/call/clock.ts';

/**
 * A clock on which time passes only while somebody sleeps, so that no pause takes real time. Sleepers wake one after the
 * other in the order of their due times, each in a turn of the event loop of its own.
 */
export function virtualClock(): Clock {
  const sleepers: { dueMs: number; wake: () => void }[] = [];
  let nowMs = 0;
  const wakeNext = () => {
    const next = sleepers.shift();
    if (next === undefined) return;
    nowMs = Math.max(nowMs, next.dueMs);
    next.wake();
    if (sleepers.length > 0) setImmediate(wakeNext);
  };
  return {
    nowMs: () => nowMs,
    sleep: (ms) =>
      new Promise<void>((wake) => {
        if (sleepers.length === 0) setImmediate(wakeNext);
        const dueMs = nowMs + ms;
        const after = sleepers.findIndex((sleeper) => sleeper.dueMs > dueMs);
        sleepers.splice(after < 0 ? sleepers.length : after, 0, { dueMs, wake });
      }),
  };
}
