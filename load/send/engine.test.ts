import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunRecord } from '../record/run-record.ts';
import { createSchedule, type Stage } from '../schedule/schedule.ts';
import type { CallPool, OnResult, WireResult } from './call-pool.ts';
import { runEngine } from './engine.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A pool of so many connections, each of which answers after that time. */
class PretendedPool implements CallPool {
  readonly clock: VirtualClock;
  readonly answerMs: number;
  free: number;
  /** How often the engine asked for spare connections. */
  spareAsked = 0;
  sent = 0;
  connectFault: string | undefined;
  onIdle = () => {};

  constructor(clock: VirtualClock, { connections = 10, answerMs = 1 } = {}) {
    this.clock = clock;
    this.free = connections;
    this.answerMs = answerMs;
  }

  send(onResult: OnResult): number | undefined {
    if (this.free === 0) return undefined;
    this.free -= 1;
    this.sent += 1;
    this.clock.happens(this.answerMs, () => {
      const nowMs = this.clock.nowMs();
      this.free += 1;
      this.onIdle();
      onResult({ kind: 'response', status: 200, headers: new Map(), body: Buffer.from('{}') }, nowMs);
    });
    return this.clock.nowMs();
  }

  keepSpare(): void {
    this.spareAsked += 1;
  }
}

const judge = (result: WireResult) => (result.kind === 'response' ? 'ok' : 'reset');
const constant = (ratePerSecond: number, durationSeconds: number): Stage => ({
  kind: 'constant',
  ratePerSecond,
  durationSeconds,
});

function prepared(stages: Stage[], poolOptions: { connections?: number; answerMs?: number } = {}) {
  const clock = new VirtualClock();
  const pool = new PretendedPool(clock, poolOptions);
  const record = new RunRecord(createSchedule(stages));
  const options = { pool, record, startMs: clock.nowMs(), callTimeoutMs: 1000, judge, clock };
  return { clock, pool, record, options };
}

const lags = (record: RunRecord) =>
  Array.from({ length: record.schedule.calls }, (_, n) => record.lagMs(n)).filter(
    (lag) => !Number.isNaN(lag),
  );

const shapes: [title: string, stages: Stage[]][] = [
  ['an even rate', [constant(200, 2)]],
  ['a ramp', [{ kind: 'ramp', fromRatePerSecond: 100, ratePerSecond: 900, durationSeconds: 1 }]],
  ['steps', [{ kind: 'step', fromRatePerSecond: 100, ratePerSecond: 300, steps: 3, durationSeconds: 3 }]],
  [
    'a burst after a pause',
    [
      { kind: 'pause', durationSeconds: 1 },
      { kind: 'burst', calls: 10, durationSeconds: 1 },
    ],
  ],
];
for (const [title, stages] of shapes) {
  test(`each call is sent when it is due, never before, and within a turn of the event loop: ${title}`, async () => {
    const { clock, record, options } = prepared(stages);
    await clock.until(runEngine(options));
    assert.equal(record.count('ok'), record.schedule.calls);
    assert.ok(Math.min(...lags(record)) >= 0, `a call was sent ${-Math.min(...lags(record))} ms early`);
    assert.ok(Math.max(...lags(record)) <= 0.101, `a call was sent ${Math.max(...lags(record))} ms late`);
  });
}

test('a slow answer delays no other call (open model)', async () => {
  const { clock, record, options } = prepared([constant(100, 1)], { connections: 100, answerMs: 900 });
  await clock.until(runEngine(options));
  assert.ok(Math.max(...lags(record)) <= 0.101);
  assert.equal(record.answeredMs(0) - record.sentMs(0), 900);
  assert.ok(clock.nowMs() - options.startMs >= 990 + 900, 'it waits for the last answer');
});

test('calls that find no connection wait in order, and their lag is on record', async () => {
  const { clock, record, options } = prepared([constant(100, 1)], { connections: 1, answerMs: 15 });
  await clock.until(runEngine(options));
  const sentMs = Array.from({ length: 100 }, (_, n) => record.sentMs(n));
  assert.deepEqual(
    sentMs,
    [...sentMs].sort((a, b) => a - b),
  );
  // A call each 15 ms where one is due each 10 ms.
  for (const n of [1, 50, 99]) assert.ok(Math.abs(record.lagMs(n) - 5 * n) < 1, `${record.lagMs(n)} ms`);
});

test('spare connections are asked for while calls wait', async () => {
  const { clock, pool, options } = prepared([constant(100, 0.5)], { connections: 1, answerMs: 1 });
  await clock.until(runEngine(options));
  assert.equal(pool.spareAsked, 0);
  const slow = prepared([constant(100, 0.5)], { connections: 1, answerMs: 100 });
  await slow.clock.until(runEngine(slow.options));
  assert.ok(slow.pool.spareAsked > 30, String(slow.pool.spareAsked));
});

for (const [connectFault, kind] of [
  [undefined, 'unsent'],
  ['ECONNREFUSED', 'unreachable'],
] as const) {
  test(`a call that waits too long for a connection is ${kind} when the last connection ${connectFault ? 'failed' : 'did not fail'}`, async () => {
    const { clock, pool, record, options } = prepared([constant(100, 1)], { connections: 0 });
    pool.connectFault = connectFault;
    await clock.until(runEngine(options));
    assert.equal(record.count(kind), 100);
    const waited = Array.from({ length: 100 }, (_, n) => record.answeredMs(n) - record.schedule.dueMs(n));
    assert.ok(Math.min(...waited) >= 1000 && Math.max(...waited) <= 1051, `${Math.max(...waited)} ms`);
  });
}

test('after a stall all calls that fell due meanwhile are sent, and the rest on time', async () => {
  const { clock, record, options } = prepared([constant(100, 2)], { connections: 100 });
  clock.happens(500, () => clock.block(300));
  await clock.until(runEngine(options));
  assert.equal(record.count('ok'), 200);
  const late = lags(record).filter((lag) => lag > 1);
  assert.ok(late.length >= 29 && late.length <= 31, `${late.length} late calls`);
  assert.ok(Math.max(...late) <= 300);
  assert.ok(record.lagMs(199) <= 0.101);
});

test('senders that share a record send each call once, each its own', async () => {
  const clock = new VirtualClock();
  const schedule = createSchedule([constant(200, 1)]);
  const record = new RunRecord(schedule, schedule.calls, 3);
  const pools = Array.from({ length: 3 }, () => new PretendedPool(clock));
  const startMs = clock.nowMs();
  await clock.until(
    Promise.all(
      pools.map((pool, sender) =>
        runEngine({ pool, record, sender, startMs, callTimeoutMs: 1000, judge, clock }),
      ),
    ),
  );
  assert.equal(record.count('ok'), 200);
  assert.deepEqual(
    pools.map(({ sent }) => sent),
    [67, 67, 66],
  );
  assert.ok(Math.max(...lags(record)) <= 0.21);
});

test('an abort ends it at once, and later answers change nothing', async () => {
  const { clock, pool, record, options } = prepared([constant(100, 10)], { answerMs: 50 });
  const stop = new AbortController();
  clock.happens(1000, () => stop.abort());
  await clock.until(runEngine({ ...options, signal: stop.signal }));
  assert.equal(clock.nowMs() - options.startMs, 1000);
  const { sent } = pool;
  const answered = record.count('ok');
  await clock.pass(1000);
  assert.deepEqual([pool.sent, record.count('ok')], [sent, answered]);
  assert.ok(sent >= 100 && sent <= 101 && answered < sent);
});

test('a signal that is aborted already sends nothing', async () => {
  const { clock, pool, options } = prepared([constant(100, 1)]);
  await clock.until(runEngine({ ...options, signal: AbortSignal.abort() }));
  assert.equal(pool.sent, 0);
});

test('a schedule without calls ends at once', async () => {
  const { clock, options } = prepared([]);
  await clock.until(runEngine(options));
  assert.equal(clock.nowMs(), options.startMs);
});

test('a record that nobody empties in time fails the run', async () => {
  const { clock, options } = prepared([constant(100, 2)]);
  const record = new RunRecord(options.record.schedule, 50);
  await assert.rejects(
    clock.until(runEngine({ ...options, record })),
    /could not take its own record in time/,
  );
});
