import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { conformingLimiters, loadMutants } from '../../reference/mutants/load-mutants.ts';
import { type ReferenceFleet, startFleet } from '../../reference/reference-fleet.ts';
import type { LoadReport } from '../load-report.ts';
import { runLoad } from '../run-load.ts';
import { type Profile, readProfile, withOverrides } from '../schedule/profile.ts';

/**
 * Real runs against real targets, several at a time. On a busy machine a run may come out inconclusive; it is then
 * repeated, alone in the end, and must come out at last. What is never repeated away is a wrong verdict.
 */
const atOnce = 6;
const tries = 4;

const names = [
  ...conformingLimiters.map((_, index) => String(index)),
  ...loadMutants.map(({ name }) => name),
];
let fleet: ReferenceFleet;
before(async () => {
  fleet = await startFleet(names);
});
after(() => fleet.stop());

interface Job {
  target: string;
  profile: 'ceiling' | 'over';
}

const lengths = { ceiling: 4, over: 5.5 };

function shortProfile(name: Job['profile'], target: string): Profile {
  const profile = withOverrides(readProfile(name), { durationSeconds: lengths[name] });
  return {
    ...profile,
    callTimeoutMs: 1500,
    connections: { ...profile.connections, max: 300 },
    // Six engines in one process get in each other's way; what is judged here does not hang on the last millisecond.
    tolerances: { ...profile.tolerances, sendLagP99Ms: 30, sendLagMaxMs: 100 },
    thresholdsMs: target === 'slow at the ceiling' ? { p50: 500 } : { p50: 500, p99: 1400 },
  };
}

async function run({ target, profile }: Job): Promise<LoadReport> {
  const settings = fleet.targets.get(target);
  assert.ok(settings, target);
  return runLoad(settings, shortProfile(profile, target));
}

/** Runs all jobs, those that stay inconclusive again, fewer at a time. */
async function runAll(jobs: Job[]): Promise<Map<Job, LoadReport>> {
  const reports = new Map<Job, LoadReport>();
  let open = jobs;
  for (let attempt = 0; attempt < tries && open.length > 0; attempt += 1) {
    const batch = attempt === 0 ? atOnce : attempt === tries - 1 ? 1 : 3;
    for (let first = 0; first < open.length; first += batch) {
      const together = open.slice(first, first + batch);
      const results = await Promise.all(together.map(run));
      for (const [index, report] of results.entries()) reports.set(together[index] as Job, report);
    }
    open = open.filter((job) => reports.get(job)?.verdict === 'inconclusive');
  }
  return reports;
}

const words = (report: LoadReport) => `${report.verdict}: ${report.reason}`;

test('conforming limiters pass, at the ceiling and above', async () => {
  // One profile after the other: two loads at once on one target would be excess to it.
  const jobs = (['ceiling', 'over'] as const).flatMap((profile) =>
    conformingLimiters.map((_, index) => ({ target: String(index), profile })),
  );
  for (const [{ target, profile }, report] of await runAll(jobs)) {
    const limiter = JSON.stringify(conformingLimiters[Number(target)]);
    assert.equal(report.verdict, 'pass', `${limiter}, ${profile}: ${words(report)}`);
  }
});

test('each load mutant is caught by the check that is for it', async () => {
  const jobs = loadMutants.map(({ name, profile }) => ({ target: name, profile }));
  for (const [{ target }, report] of await runAll(jobs)) {
    const mutant = loadMutants.find(({ name }) => name === target);
    assert.equal(report.verdict, 'fail', `${target}: ${words(report)}`);
    const failed = report.checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id as string);
    assert.ok(
      mutant?.caughtBy.some((id) => failed.includes(id)),
      `${target}: failed ${failed}, ${words(report)}`,
    );
  }
});
