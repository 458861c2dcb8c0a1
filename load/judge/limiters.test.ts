import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksThat, conformingRuns, judgeReplayed, mutantRuns, type Way } from './limiter-grid.ts';

/**
 * The grid, replayed in this process: every conforming limiter and every load mutant answers calls by its own code, and the
 * run is judged as a real one. limiters.long.test.ts has real runs, which must agree with these.
 */
const seeds = [0, 1];

const conformingWays: Way[] = ['on a quiet machine', 'with jitter', 'from far away'];
for (const run of conformingRuns) {
  for (const way of conformingWays) {
    test(`${run.title}, ${way}: passes`, () => {
      for (const seed of seeds) {
        const { verdict, reason } = judgeReplayed(run, way, seed);
        assert.equal(verdict, 'pass', `seed ${seed}: ${reason}`);
      }
    });
  }
}

// Some limiters that are a tenth off cannot be told from conforming ones from far away; verdict.test.ts has those.
const mutantWays: Way[] = ['on a quiet machine', 'with jitter'];
for (const run of mutantRuns) {
  const { caughtBy = [], alsoFails = [] } = run.mutant ?? {};
  for (const way of mutantWays) {
    test(`${run.title}, ${way}: fails ${caughtBy.join(' or ')}, and no check that it keeps`, () => {
      for (const seed of seeds) {
        const { checks, reason } = judgeReplayed(run, way, seed);
        const failed = checksThat('fail', checks);
        assert.ok(
          caughtBy.some((id) => failed.includes(id)),
          `seed ${seed}: failed ${failed}: ${reason}`,
        );
        const blamed = failed.filter((id) => !caughtBy.includes(id) && !alsoFails.includes(id));
        assert.deepEqual(blamed, [], `seed ${seed}: ${reason}`);
      }
    });
  }
}
