import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from './pace.ts';

/** A clock that passes only by sleeping, and the moments of the turns taken on it. */
function paced(intervalMs: number) {
  let nowMs = 1000;
  const sleep = async (ms: number) => {
    nowMs += ms;
  };
  const pace = new Pace(intervalMs, { nowMs: () => nowMs, sleep });
  const turn = async (atOnce?: boolean) => {
    await pace.turn(atOnce);
    return nowMs - 1000;
  };
  return { pace, turn, sleep };
}

test('turns are evenly spaced', async () => {
  const { turn } = paced(20);
  assert.deepEqual([await turn(), await turn(), await turn()], [0, 20, 40]);
});

test('an interval of 0 does not space turns', async () => {
  const { turn } = paced(0);
  assert.deepEqual([await turn(), await turn(), await turn()], [0, 0, 0]);
});

test('a pause earns no turns in advance', async () => {
  const { turn, sleep } = paced(20);
  await turn();
  await sleep(500);
  assert.deepEqual([await turn(), await turn()], [500, 520]);
});

test('turns taken at once are not waited for, and delay the next paced turn', async () => {
  const { turn } = paced(20);
  assert.deepEqual([await turn(true), await turn(true), await turn(true), await turn()], [0, 0, 0, 60]);
});

for (const [intervalMs, slowedMs] of [
  [0, 15],
  [5, 15],
  [10, 15],
  [20, 30],
  [700, 1050],
  [1000, 1100],
  [1100, 1100],
] as const) {
  test(`an interval of ${intervalMs} ms slows down to ${slowedMs} ms`, () => {
    const { pace } = paced(intervalMs);
    pace.slowDown();
    assert.equal(pace.intervalMs, slowedMs);
  });
}
