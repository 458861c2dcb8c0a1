import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pause } from './clock.ts';
import { VirtualClock } from './virtual-clock.ts';

test('timers come in the order of their times, and at their times', async () => {
  const clock = new VirtualClock({ nowMs: 0 });
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name} at ${clock.nowMs()}`);
  clock.after(20, note('b'));
  clock.after(10, note('a'));
  clock.happens(20.5, note('c'));
  const cancel = clock.after(5, note('cancelled'));
  cancel();
  await clock.pass(100);
  assert.deepEqual(seen, ['a at 10', 'b at 20', 'c at 20.5']);
  assert.equal(clock.nowMs(), 100);
});

test('timers tick in whole milliseconds and never at once, as those of Node do', async () => {
  const clock = new VirtualClock({ nowMs: 0 });
  const seen: number[] = [];
  for (const ms of [0, 0.5, 3.9]) clock.after(ms, () => seen.push(clock.nowMs()));
  await clock.pass(10);
  assert.deepEqual(seen, [1, 1, 3]);
});

test('an interval comes again until it is cancelled, from within as well', async () => {
  const clock = new VirtualClock({ nowMs: 0 });
  const seen: number[] = [];
  const cancel = clock.every(10, () => {
    seen.push(clock.nowMs());
    if (seen.length === 3) cancel();
  });
  await clock.pass(100);
  assert.deepEqual(seen, [10, 20, 30]);
});

test('a turn takes a little time, and does not pass over a timer', async () => {
  const clock = new VirtualClock({ nowMs: 0 });
  const seen: number[] = [];
  const spin = () => {
    seen.push(clock.nowMs());
    if (clock.nowMs() < 1) clock.nextTurn(spin);
  };
  let timerMs = 0;
  clock.happens(0.12, () => {
    timerMs = clock.nowMs();
  });
  clock.nextTurn(spin);
  await clock.pass(5);
  assert.equal(timerMs, 0.12);
  assert.ok(seen.length > 10 && (seen.at(-1) as number) >= 1, String(seen));
});

test('what blocks makes everything after it late', async () => {
  const clock = new VirtualClock({ nowMs: 0 });
  let lateMs = 0;
  clock.after(10, () => clock.block(50));
  clock.after(20, () => {
    lateMs = clock.nowMs();
  });
  await clock.pass(30);
  assert.equal(lateMs, 60);
});

test('time moves on only when the promises of the moment are settled', async () => {
  const clock = new VirtualClock({ nowMs: 0 });
  const steps = async () => {
    await pause(clock, 10);
    for (let n = 0; n < 50; n += 1) await null;
    return clock.nowMs();
  };
  clock.after(11, () => {});
  assert.equal(await clock.until(steps()), 10);
});

test('a pause ends when its signal aborts', async () => {
  const clock = new VirtualClock({ nowMs: 0 });
  const stop = new AbortController();
  clock.after(10, () => stop.abort());
  await clock.until(pause(clock, 1000, stop.signal));
  assert.equal(clock.nowMs(), 10);
  await clock.until(pause(clock, 1000, stop.signal));
  assert.equal(clock.nowMs(), 10);
});

test('a wait for what never happens fails, and so does what rejects', async () => {
  const clock = new VirtualClock();
  await assert.rejects(clock.until(new Promise(() => {})), /virtual time stands still/);
  await assert.rejects(clock.until(Promise.reject(new Error('as it says'))), /as it says/);
});
