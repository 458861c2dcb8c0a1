import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProfile } from '../schedule/profile.ts';
import { inferLimiter } from './infer-limiter.ts';
import {
  decisionsOf,
  expectMeasured,
  expectNamed,
  namedLimiters,
  pausingWorlds,
  probes,
} from './infer-limiter-cases.ts';
import { replayedRun, seededRandom } from './replayed-run.ts';

// More runs of each are in infer-limiter.long.test.ts.
for (const options of namedLimiters) {
  test(`${JSON.stringify(options)} is named`, () => expectNamed(options, 0));
}

for (const [who, world] of Object.entries(pausingWorlds)) {
  test(`a small bucket is measured, whoever stands still now and then: ${who}`, () =>
    expectMeasured(world, 0));
}

const { stages: even } = readProfile('ceiling');

test('without a refusal there is no limiter', () => {
  const run = replayedRun(even, { kind: 'none' }, { random: seededRandom(1) });
  assert.equal(inferLimiter(decisionsOf(run), 0), null);
});

test('few refusals leave the kind unknown', () => {
  const run = replayedRun(even, { kind: 'sliding-window' }, { random: seededRandom(1) });
  assert.equal(inferLimiter(decisionsOf(run), 0)?.kind, 'unknown');
});

test('random refusals leave the kind unknown', () => {
  const random = seededRandom(2);
  const run = replayedRun(probes, { kind: 'none' }, { random });
  for (let call = 0; call < run.due; call += 1)
    if (random() < 0.4) run.end(call, 'rateLimited', run.answeredMs(call));
  assert.equal(inferLimiter(decisionsOf(run), 0)?.kind, 'unknown');
});

test('a late harness still shows the kind, but no figures', () => {
  const run = replayedRun(probes, { kind: 'token-bucket', burst: 20 }, { random: seededRandom(1) });
  const { kind, ceilingPerSecond, burst, evidence } = inferLimiter(decisionsOf(run), 0, true) ?? {};
  assert.deepEqual([kind, ceilingPerSecond, burst], ['token-bucket', null, null]);
  assert.match(evidence ?? '', /the harness was late/);
});
