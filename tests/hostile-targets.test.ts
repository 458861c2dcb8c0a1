import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileTargets } from '../reference/hostile/hostile-targets.ts';
import { holdTrials, suite, trials } from './hostile-trials.ts';

/** The contract suite on hostile targets, without the rows on which it takes seconds. */

const quick = trials.filter(({ instrument, row }) => instrument === 'suite' && !row.isSlow);
await holdTrials(quick, { suite });

test('the table holds at least thirty targets, each by a name of its own', () => {
  assert.ok(new Set(hostileTargets.map(({ name }) => name)).size >= 30);
  assert.equal(new Set(hostileTargets.map(({ name }) => name)).size, hostileTargets.length);
});
