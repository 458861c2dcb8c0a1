import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLimiter, type LimiterOptions } from './limiter.ts';

/** The times, in ms, of the admitted ones among `calls` evenly spaced calls from 0 on. */
function admittedTimes(options: LimiterOptions, ratePerSecond: number, calls: number): number[] {
  const limiter = createLimiter(options);
  const times = Array.from({ length: calls }, (_, n) => (n * 1000) / ratePerSecond);
  return times.filter((timeMs) => limiter.admit(timeMs, 0));
}

/** How many of the times are in each of the first whole seconds. */
function perSecond(timesMs: number[], seconds: number): number[] {
  return Array.from(
    { length: seconds },
    (_, second) => timesMs.filter((time) => Math.floor(time / 1000) === second).length,
  );
}

const admitted: [options: LimiterOptions, ratePerSecond: number, perSecond: number[]][] = [
  [{ kind: 'none' }, 300, [300, 300, 300]],
  [{ kind: 'fixed-window' }, 200, [200, 200, 200]],
  [{ kind: 'fixed-window' }, 300, [200, 200, 200]],
  [{ kind: 'fixed-window', phaseMs: 500 }, 300, [300, 200, 200]],
  [{ kind: 'fixed-window', windowMs: 250 }, 300, [200, 200, 200]],
  [{ kind: 'fixed-window', windowMs: 2000 }, 300, [300, 100, 300]],
  [{ kind: 'first-call-window' }, 200, [200, 200, 200]],
  [{ kind: 'first-call-window' }, 300, [200, 200, 200]],
  [{ kind: 'sliding-window' }, 200, [200, 200, 200]],
  [{ kind: 'sliding-window' }, 300, [200, 200, 200]],
  [{ kind: 'sliding-counter' }, 300, [200, 200, 200]],
  [{ kind: 'token-bucket' }, 300, [300, 299, 200]],
  [{ kind: 'token-bucket', burst: 20 }, 200, [200, 200, 200]],
  [{ kind: 'token-bucket', burst: 20 }, 300, [219, 200, 200]],
  [{ kind: 'token-bucket', ceilingPerSecond: 180, burst: 1 }, 200, [100, 100, 100]],
  [{ kind: 'spacing' }, 300, [150, 150, 150]],
  [{ kind: 'sliding-window', flaws: { refusedCount: true } }, 300, [200, 0, 0]],
  [{ kind: 'token-bucket', burst: 20, flaws: { refusedCount: true } }, 300, [58, 0, 0]],
  [{ kind: 'fixed-window', flaws: { lockOutMs: 1500 } }, 300, [200, 0, 200]],
];

for (const [options, rate, expected] of admitted) {
  test(`${JSON.stringify(options)} at an even ${rate}/s admits ${expected} in each second`, () => {
    const seen = perSecond(admittedTimes(options, rate, rate * 3), 3);
    // Tokens and estimates are fractions: where one is complete at the moment of a call, rounding decides.
    for (const [second, count] of expected.entries())
      assert.ok(Math.abs((seen[second] as number) - count) <= 1, `${seen}`);
  });
}

test('a limiter per connection gives each its own budget', () => {
  const limiter = createLimiter({
    kind: 'fixed-window',
    ceilingPerSecond: 1,
    flaws: { perConnection: true },
  });
  assert.deepEqual(
    [1, 2, 1, 2].map((connection) => limiter.admit(0, connection)),
    [true, true, false, false],
  );
});

test('whatever the arrivals, no kind admits more than it promises', () => {
  const gaps = fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 1, maxLength: 300 });
  // The largest number of calls in any second: a fixed window admits two windows' calls across an edge, a bucket its burst as well.
  const promises: [LimiterOptions, number][] = [
    [{ kind: 'sliding-window', ceilingPerSecond: 20 }, 20],
    [{ kind: 'fixed-window', ceilingPerSecond: 20, phaseMs: 300 }, 40],
    [{ kind: 'first-call-window', ceilingPerSecond: 20 }, 40],
    [{ kind: 'fixed-window', ceilingPerSecond: 20, windowMs: 250 }, 25],
    [{ kind: 'token-bucket', ceilingPerSecond: 20, burst: 5 }, 26],
    [{ kind: 'spacing', ceilingPerSecond: 20 }, 20],
  ];
  fc.assert(
    fc.property(gaps, fc.constantFrom(...promises), (gapsMs, [options, maxCalls]) => {
      const limiter = createLimiter(options);
      let nowMs = 0;
      const times: number[] = [];
      for (const gap of gapsMs) {
        nowMs += gap;
        if (limiter.admit(nowMs, 0)) times.push(nowMs);
      }
      for (const start of times)
        assert.ok(times.filter((time) => time >= start && time < start + 1000).length <= maxCalls);
    }),
    { numRuns: 200 },
  );
});
