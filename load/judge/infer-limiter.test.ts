import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LimiterOptions } from '../../reference/limiter.ts';
import type { RunRecord } from '../record/run-record.ts';
import { readProfile } from '../schedule/profile.ts';
import { inferLimiter } from './infer-limiter.ts';
import { type ReplayedLimiterWorld, replayedRun, seededRandom, tallyOf } from './replayed-run.ts';

const { stages } = readProfile('limiter');
const decisions = (record: RunRecord) => tallyOf(record).decisions;

const named: LimiterOptions[] = [
  { kind: 'fixed-window', phaseMs: 0 },
  { kind: 'fixed-window', phaseMs: 333 },
  { kind: 'fixed-window', ceilingPerSecond: 180, phaseMs: 950 },
  { kind: 'fixed-window', windowMs: 500, phaseMs: 333 },
  { kind: 'fixed-window', windowMs: 250, phaseMs: 120 },
  { kind: 'fixed-window', windowMs: 100, phaseMs: 63 },
  { kind: 'first-call-window' },
  { kind: 'first-call-window', ceilingPerSecond: 180 },
  { kind: 'sliding-window' },
  { kind: 'sliding-window', ceilingPerSecond: 230 },
  { kind: 'sliding-counter', phaseMs: 0 },
  { kind: 'sliding-counter', phaseMs: 610 },
  { kind: 'token-bucket' },
  { kind: 'token-bucket', burst: 20 },
  { kind: 'token-bucket', burst: 10 },
  { kind: 'token-bucket', burst: 5 },
  { kind: 'token-bucket', burst: 80 },
  { kind: 'token-bucket', ceilingPerSecond: 180, burst: 120 },
  { kind: 'token-bucket', ceilingPerSecond: 150, burst: 300 },
];

for (const options of named) {
  test(`${JSON.stringify(options)} is named, five times out of five`, () => {
    for (let seed = 0; seed < 5; seed += 1) {
      const reading = inferLimiter(
        decisions(replayedRun(stages, options, { random: seededRandom(seed) })),
        0,
      );
      const { kind, ceilingPerSecond = 200, windowMs = 1000, phaseMs } = options;
      const { burst = (ceilingPerSecond * windowMs) / 1000 } = options;
      assert.equal(reading?.kind, kind, `seed ${seed}: ${reading?.evidence}`);
      const near = (seen: number | null | undefined, expected: number, slack: number) =>
        assert.ok(
          Math.abs((seen ?? Number.NaN) - expected) <= slack,
          `seed ${seed}: ${seen} for ${expected}`,
        );
      near(reading?.ceilingPerSecond, ceilingPerSecond, ceilingPerSecond * 0.02);
      near(reading?.burst, burst, Math.max(4, burst * 0.04));
      if (phaseMs !== undefined) {
        const apart = Math.abs((reading?.windowPhaseMs ?? Number.NaN) - phaseMs);
        // The counter's windows blend into each other, so its phase shows less sharply.
        assert.equal(reading?.windowMs ?? 1000, windowMs);
        assert.ok(
          Math.min(apart, windowMs - apart) <= (kind === 'fixed-window' ? 10 : 30),
          `seed ${seed}: phase ${reading?.windowPhaseMs}`,
        );
      }
    }
  });
}

describe('a small bucket is measured, whoever stands still now and then', () => {
  const bucket: LimiterOptions = { kind: 'token-bucket', burst: 20 };
  const pausing = (everyMs: number, forMs: number) => (atMs: number) => Math.max(0, forMs - (atMs % everyMs));
  const worlds: Record<string, Partial<ReplayedLimiterWorld>> = {
    'the target': { heldMs: pausing(900, 60) },
    'the harness': { asleepMs: pausing(700, 15) },
    'both, in turn': { heldMs: pausing(900, 60), asleepMs: pausing(700, 15) },
    'neither, but it is slow once it has decided': { serviceMs: (n) => (n % 3) * 40 },
  };
  for (const [who, world] of Object.entries(worlds)) {
    test(who, () => {
      for (let seed = 0; seed < 3; seed += 1) {
        const run = replayedRun(stages, bucket, { random: seededRandom(seed), ...world });
        const { kind, ceilingPerSecond, burst, evidence } = inferLimiter(decisions(run), 0) ?? {};
        assert.equal(kind, 'token-bucket', evidence);
        assert.ok(Math.abs((ceilingPerSecond ?? 0) - 200) <= 4, evidence);
        assert.ok(Math.abs((burst ?? 0) - 20) <= 4, `${burst}: ${evidence}`);
      }
    });
  }
});

test('no refusal, no limiter; few refusals or a coin, unknown', () => {
  const even = readProfile('ceiling').stages;
  assert.equal(
    inferLimiter(decisions(replayedRun(even, { kind: 'none' }, { random: seededRandom(1) })), 0),
    null,
  );
  const few = replayedRun(even, { kind: 'sliding-window' }, { random: seededRandom(1) });
  assert.equal(inferLimiter(decisions(few), 0)?.kind, 'unknown');
  const random = seededRandom(2);
  const coin = replayedRun(stages, { kind: 'none' }, { random });
  for (let call = 0; call < coin.due; call += 1)
    if (random() < 0.4) coin.end(call, 'rateLimited', coin.answeredMs(call));
  assert.equal(inferLimiter(decisions(coin), 0)?.kind, 'unknown');
});

test('a late harness leaves the kind to be seen, and no figures', () => {
  const run = replayedRun(stages, { kind: 'token-bucket', burst: 20 }, { random: seededRandom(1) });
  const { kind, ceilingPerSecond, burst, evidence } = inferLimiter(decisions(run), 0, true) ?? {};
  assert.deepEqual([kind, ceilingPerSecond, burst], ['token-bucket', null, null]);
  assert.match(evidence ?? '', /the harness was late/);
});
