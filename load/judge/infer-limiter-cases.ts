import assert from 'node:assert/strict';
import type { LimiterOptions } from '../../reference/limiter.ts';
import type { RunRecord } from '../record/run-record.ts';
import { readProfile } from '../schedule/profile.ts';
import { inferLimiter } from './infer-limiter.ts';
import { type ReplayedLimiterWorld, replayedRun, seededRandom, tallyOf } from './replayed-run.ts';
import type { Decision } from './run-tally.ts';

/** The stages that probe for the kind of a limiter. */
export const { stages: probes } = readProfile('limiter');

export function decisionsOf(record: RunRecord): readonly Decision[] {
  return tallyOf(record).decisions;
}

/** Limiters that a run of the profile `limiter` must name, with their figures. */
export const namedLimiters: readonly LimiterOptions[] = [
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

/** @throws AssertionError where the limiter of a replayed run is not named, or its figures are off */
export function expectNamed(options: LimiterOptions, seed: number): void {
  const run = replayedRun(probes, options, { random: seededRandom(seed) });
  const reading = inferLimiter(decisionsOf(run), 0);
  const { kind, ceilingPerSecond = 200, windowMs = 1000, phaseMs } = options;
  const { burst = (ceilingPerSecond * windowMs) / 1000 } = options;
  assert.equal(reading?.kind, kind, `seed ${seed}: ${reading?.evidence}`);
  const near = (seen: number | null | undefined, expected: number, slack: number) =>
    assert.ok(
      Math.abs((seen ?? Number.NaN) - expected) <= slack,
      `seed ${seed}: ${seen}, expected ${expected}`,
    );
  near(reading?.ceilingPerSecond, ceilingPerSecond, ceilingPerSecond * 0.02);
  near(reading?.burst, burst, Math.max(4, burst * 0.04));
  if (phaseMs === undefined) return;
  const apart = Math.abs((reading?.windowPhaseMs ?? Number.NaN) - phaseMs);
  assert.equal(reading?.windowMs ?? 1000, windowMs);
  // The windows of a counter blend into each other, so its phase shows less sharply.
  assert.ok(
    Math.min(apart, windowMs - apart) <= (kind === 'fixed-window' ? 10 : 30),
    `seed ${seed}: phase ${reading?.windowPhaseMs}`,
  );
}

const pausing = (everyMs: number, forMs: number) => (atMs: number) => Math.max(0, forMs - (atMs % everyMs));

/** Who stands still now and then during a run. */
export const pausingWorlds: Readonly<Record<string, Partial<ReplayedLimiterWorld>>> = {
  'the target': { heldMs: pausing(900, 60) },
  'the harness': { asleepMs: pausing(700, 15) },
  'both, in turn': { heldMs: pausing(900, 60), asleepMs: pausing(700, 15) },
  'neither, but it is slow once it has decided': { serviceMs: (n) => (n % 3) * 40 },
};

/** @throws AssertionError where a bucket of 20 tokens is not measured in such a world */
export function expectMeasured(world: Partial<ReplayedLimiterWorld>, seed: number): void {
  const run = replayedRun(
    probes,
    { kind: 'token-bucket', burst: 20 },
    { random: seededRandom(seed), ...world },
  );
  const { kind, ceilingPerSecond, burst, evidence } = inferLimiter(decisionsOf(run), 0) ?? {};
  assert.equal(kind, 'token-bucket', evidence);
  assert.ok(Math.abs((ceilingPerSecond ?? 0) - 200) <= 4, evidence);
  assert.ok(Math.abs((burst ?? 0) - 20) <= 4, `${burst}: ${evidence}`);
}
