import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSchedule, type Stage } from './schedule.ts';

const table: [title: string, stages: Stage[], calls: number, due: [call: number, dueMs: number][]][] = [
  [
    'constant',
    [{ kind: 'constant', ratePerSecond: 200, durationSeconds: 10 }],
    2000,
    [
      [0, 0],
      [1, 5],
      [1999, 9995],
    ],
  ],
  [
    'a rate that does not divide a second',
    [{ kind: 'constant', ratePerSecond: 300, durationSeconds: 3600 }],
    1_080_000,
    [
      [1, 1000 / 300],
      [3, 10],
      [1_079_997, 3_599_990],
    ],
  ],
  [
    'ramp from nothing',
    [{ kind: 'ramp', fromRatePerSecond: 0, ratePerSecond: 100, durationSeconds: 2 }],
    100,
    [
      [0, 0],
      [1, 200],
      [25, 1000],
    ],
  ],
  [
    'ramp down',
    [{ kind: 'ramp', fromRatePerSecond: 100, ratePerSecond: 0, durationSeconds: 2 }],
    100,
    [
      [0, 0],
      [75, 1000],
    ],
  ],
  [
    'steps',
    [{ kind: 'step', fromRatePerSecond: 10, ratePerSecond: 30, steps: 3, durationSeconds: 3 }],
    60,
    [
      [9, 900],
      [10, 1000],
      [11, 1050],
      [30, 2000],
      [59, 2000 + 29_000 / 30],
    ],
  ],
  [
    'pause, burst, pause, constant',
    [
      { kind: 'pause', durationSeconds: 1 },
      { kind: 'burst', calls: 3, durationSeconds: 2 },
      { kind: 'pause', durationSeconds: 0.5 },
      { kind: 'constant', ratePerSecond: 2, durationSeconds: 1 },
    ],
    5,
    [
      [0, 1000],
      [2, 1000],
      [3, 3500],
      [4, 4000],
    ],
  ],
];

for (const [title, stages, calls, due] of table) {
  test(title, () => {
    const schedule = createSchedule(stages);
    assert.equal(schedule.calls, calls);
    for (const [call, dueMs] of due)
      assert.ok(Math.abs(schedule.dueMs(call) - dueMs) < 1e-6, `${call}: ${schedule.dueMs(call)}`);
  });
}

test('whatever the stages, calls are due in order and within their stage', () => {
  const durationSeconds = fc.double({ min: 0.01, max: 20, noNaN: true });
  const rate = fc.double({ min: 0.1, max: 5000, noNaN: true });
  const stage: fc.Arbitrary<Stage> = fc.oneof(
    fc.record({ kind: fc.constant('constant' as const), ratePerSecond: rate, durationSeconds }),
    fc.record({
      kind: fc.constant('ramp' as const),
      fromRatePerSecond: rate,
      ratePerSecond: rate,
      durationSeconds,
    }),
    fc.record({
      kind: fc.constant('step' as const),
      fromRatePerSecond: rate,
      ratePerSecond: rate,
      steps: fc.integer({ min: 1, max: 9 }),
      durationSeconds,
    }),
    fc.record({
      kind: fc.constant('burst' as const),
      calls: fc.integer({ min: 1, max: 50 }),
      durationSeconds,
    }),
    fc.record({ kind: fc.constant('pause' as const), durationSeconds }),
  );
  fc.assert(
    fc.property(fc.array(stage, { minLength: 1, maxLength: 6 }), (stages) => {
      const schedule = createSchedule(stages);
      for (const planned of schedule.stages) {
        const sample = [0, 1, Math.floor(planned.calls / 2), planned.calls - 2, planned.calls - 1];
        let lastMs = planned.startMs;
        for (const k of sample.filter((k) => k >= 0 && k < planned.calls).sort((a, b) => a - b)) {
          const dueMs = schedule.dueMs(planned.firstCall + k);
          assert.ok(dueMs >= lastMs - 1e-6 && dueMs < planned.endMs + 1e-3, `${dueMs}`);
          lastMs = dueMs;
        }
      }
    }),
  );
});
