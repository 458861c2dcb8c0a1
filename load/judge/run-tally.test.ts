import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LimiterOptions } from '../../reference/limiter.ts';
import { RunRecord, slotsFor } from '../record/run-record.ts';
import { readProfile } from '../schedule/profile.ts';
import { createSchedule, type Stage } from '../schedule/schedule.ts';
import { limitedBy, replayInto, seededRandom } from './replayed-run.ts';
import { RunTally } from './run-tally.ts';

const profile = readProfile('ceiling');
const even = (seconds: number, ratePerSecond = 200): Stage => ({
  kind: 'constant',
  ratePerSecond,
  durationSeconds: seconds,
});
const slots = 512;

/** A run that is taken out of a small ring as it goes. */
function streamed(stages: Stage[], limiter: LimiterOptions, seed: number): RunTally {
  const record = new RunRecord(createSchedule(stages), slots);
  const tally = new RunTally(profile, record);
  const world = { random: seededRandom(seed) };
  replayInto(record, limitedBy(limiter, world), world, (ended) => {
    if (ended % 20 === 0) tally.fold();
  });
  tally.finish();
  return tally;
}

test('a run a hundred times as long as its ring loses nothing', () => {
  const stages = [even(200), even(25, 300), even(25, 190)];
  const tally = streamed(stages, { kind: 'fixed-window', phaseMs: 500 }, 1);
  const calls = 40_000 + 7500 + 4750;
  assert.ok(calls > 100 * slots);
  assert.equal(tally.due, calls);
  assert.equal(tally.sent, calls);
  assert.equal(tally.count('ok') + tally.count('rateLimited'), calls);
  assert.equal(tally.seconds.length, 250);
  assert.equal(
    tally.seconds.reduce((sum, { sent }) => sum + sent, 0),
    calls,
  );
  assert.ok(
    tally.seconds.every(({ sent, ok, latencyMs }) => sent >= 190 && ok > 0 && latencyMs.p99 !== null),
  );
  assert.equal(tally.lag.count, calls);
  assert.equal(tally.latency.count + tally.refusedLatency.count, calls);
  assert.deepEqual(
    tally.stages.map(({ counts }) => counts.rateLimited > 0),
    [false, true, true],
    'the second that the excess filled ends after the excess',
  );
  assert.ok(tally.densest100Ms.maxCalls >= 30 && tally.densest100Ms.maxCalls <= 33);
});

/** More calls than two reviews take. */
const longAtCeiling = [even(90)];
const longWithExcess = [even(30, 300), even(45, 190), even(15, 400), even(30)];

const conforming: LimiterOptions[] = [
  { kind: 'fixed-window', phaseMs: 300 },
  { kind: 'sliding-window' },
  { kind: 'sliding-counter', phaseMs: 411 },
  { kind: 'token-bucket' },
  { kind: 'token-bucket', burst: 20 },
  { kind: 'token-bucket', burst: 2 },
];
for (const limiter of conforming) {
  test(`${JSON.stringify(limiter)}: reviewed as the run goes, no refusal is wrongful`, () => {
    for (const stages of [longAtCeiling, longWithExcess])
      for (const { wrongful } of streamed(stages, limiter, 3).stages)
        assert.deepEqual(wrongful.first, undefined, JSON.stringify(stages));
  });
}

const broken: LimiterOptions[] = [
  { kind: 'fixed-window', ceilingPerSecond: 180 },
  { kind: 'token-bucket', ceilingPerSecond: 180 },
  { kind: 'token-bucket', burst: 1 },
  { kind: 'spacing' },
];
for (const limiter of broken) {
  test(`${JSON.stringify(limiter)}: reviewed as the run goes, wrongful refusals are found`, () => {
    const [stage] = streamed(longAtCeiling, limiter, 3).stages;
    assert.ok((stage?.wrongful.count ?? 0) > 0);
  });
}

test('the ring holds what can be under way, however long the run', () => {
  const hour = createSchedule([even(3600)]);
  const day = createSchedule([even(86_400)]);
  assert.equal(slotsFor(day, 4000), slotsFor(hour, 4000));
  assert.ok(slotsFor(day, 4000) * 17 < 100_000);
});

test('a record that is not taken in time says so', () => {
  const record = new RunRecord(createSchedule([even(100)]), 100);
  const world = { random: seededRandom(1) };
  assert.throws(() => replayInto(record, limitedBy({ kind: 'none' }, world), world), /in time/);
});

test('senders that share a run do not share a call', () => {
  const record = new RunRecord(createSchedule([even(1)]), 200, 3);
  for (let n = 0; n < 200; n += 1) {
    record.send(n, n * 5);
    record.end(n, 'ok', n * 5 + 1, n % 3);
  }
  record.setDue(201, 0);
  record.setDue(202, 1);
  assert.equal(record.due, 0, 'the third sender has not begun');
  record.setDue(200, 2);
  assert.equal(record.due, 200);
  assert.equal(record.count('ok'), 200);
});
