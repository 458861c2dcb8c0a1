import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ReferenceFleet, startFleet } from '../../reference/reference-fleet.ts';
import type { LoadReport } from '../load-report.ts';
import { runLoad } from '../run-load.ts';
import {
  checksThat,
  conformingRuns,
  type GridRun,
  judgeReplayed,
  mutantRuns,
  shortProfile,
} from './limiter-grid.ts';

/**
 * Real runs against real targets, several at a time: a few of each kind, all of the grid when NIGHTLY=1. On a busy machine a
 * run or its checks may be inconclusive; it is then repeated, alone in the end, and must become conclusive. A wrong verdict
 * is never repeated.
 */
const runsAtOnce = 5;
const maxTries = 4;
const nightly = process.env.NIGHTLY === '1';

const sampledKinds = ['"phaseMs":420', '"sliding-window"', '"phaseMs":510', '"burst":20}'];
const sampledMutants = [
  'a small bucket of 180',
  'a ceiling of 10 for each connection',
  'refuses with 429',
  'refuses with a reset',
  'one answer in 150 cut short',
  'slow at the ceiling',
];
const runs: GridRun[] = nightly
  ? [...conformingRuns, ...mutantRuns]
  : [
      ...conformingRuns.filter(({ title }) => sampledKinds.some((kind) => title.includes(kind))),
      ...mutantRuns.filter(({ fleetName }) => sampledMutants.includes(fleetName)),
    ];

const reports = new Map<GridRun, LoadReport>();
let fleet: ReferenceFleet;
before(async () => {
  fleet = await startFleet([...new Set(runs.map(({ fleetName }) => fleetName))]);
  let left = runs;
  for (let tries = 1; tries <= maxTries && left.length > 0; tries += 1) {
    for (const batch of batchesOf(left, tries)) {
      const results = await Promise.all(batch.map(reportOf));
      for (const [index, report] of results.entries()) reports.set(batch[index] as GridRun, report);
    }
    left = left.filter(isInconclusive);
  }
});
after(() => fleet.stop());

/** A mutant may fail though the harness was late for other checks; those must become conclusive to be compared. */
function isInconclusive(run: GridRun): boolean {
  const { verdict, checks } = reported(run);
  return (
    verdict === 'inconclusive' || (run.mutant !== undefined && checksThat('inconclusive', checks).length > 0)
  );
}

/** Fewer at a time with each try. Two runs of one target never run at the same time: together they would be an excess. */
function batchesOf(left: readonly GridRun[], tries: number): GridRun[][] {
  const size = tries === 1 ? runsAtOnce : tries === maxTries ? 1 : 3;
  const batches: GridRun[][] = [];
  for (const run of left) {
    const open = batches.find(
      (batch) => batch.length < size && batch.every(({ fleetName }) => fleetName !== run.fleetName),
    );
    if (open === undefined) batches.push([run]);
    else open.push(run);
  }
  return batches;
}

function reportOf(run: GridRun): Promise<LoadReport> {
  const target = fleet.targets.get(run.fleetName);
  assert.ok(target, run.fleetName);
  return runLoad(target, shortProfile(run));
}

function reported(run: GridRun): LoadReport {
  const report = reports.get(run);
  assert.ok(report, run.title);
  return report;
}

test('the sample holds four conforming limiters under both profiles, and six mutants', () => {
  if (nightly) return;
  assert.deepEqual(
    [runs.filter(({ mutant }) => !mutant).length, runs.filter(({ mutant }) => mutant).length],
    [8, 6],
  );
});

for (const run of runs) {
  // What else a mutant may fail depends on where its run begins.
  const { caughtBy, alsoFails = [] } = run.mutant ?? {};
  test(`${run.title}: ${caughtBy ? `fails ${caughtBy.join(' or ')}` : 'passes'}, as its replay does`, () => {
    const { verdict, reason, checks } = reported(run);
    assert.equal(verdict, caughtBy ? 'fail' : 'pass', reason);
    const failed = checksThat('fail', checks);
    if (caughtBy)
      assert.ok(
        caughtBy.some((id) => failed.includes(id)),
        `failed ${failed}: ${reason}`,
      );
    const words = (each: typeof checks) =>
      each.filter(({ id }) => !alsoFails.includes(id)).map(({ id, verdict: word }) => `${id} ${word}`);
    assert.deepEqual(words(checks), words(judgeReplayed(run).checks), reason);
  });
}
