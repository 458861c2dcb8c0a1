import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gatherFacts } from '../../load/judge/load-facts.ts';
import { replayedRun, seededRandom, tallyOf } from '../../load/judge/replayed-run.ts';
import type { LoadReport } from '../../load/load-report.ts';
import { reportOfRun } from '../../load/report-of-run.ts';
import { type Profile, readProfile } from '../../load/schedule/profile.ts';
import type { LimiterOptions } from '../../reference/limiter.ts';
import { clausesOf } from '../../spec/clauses.ts';
import { clauseIdsOf } from '../../spec/generated/contract.ts';
import { call } from '../command/called-command.ts';
import { capacityRun, exampleContract, exampleLoad, mixedRun } from './example-runs.ts';
import { expectValid, isContractRecord, isLoadRecord } from './record-schemas.ts';

const folder = mkdtempSync(join(tmpdir(), 'records-'));
after(() => rmSync(folder, { recursive: true }));

/** The report of a run that never took place. */
function replayedReport(
  profileName: string,
  limiter: LimiterOptions,
  changes: Partial<Profile> = {},
): LoadReport {
  const profile = { ...readProfile(profileName), ...changes };
  const tally = tallyOf(replayedRun(profile.stages, limiter, { random: seededRandom(1) }), profile);
  const judge = { judged: tally.sent, broken: 0, breaches: [] };
  return reportOfRun({
    target: { url: 'http://127.0.0.1:1/', edition: '2021-09-28', embedded: true },
    facts: gatherFacts(profile, tally, judge, false),
    senders: [{ ...judge, connections: { max: 20, lost: 0 }, loopDelayMs: { p99: 1, max: 2 } }],
    attempts: 1,
    startedAt: new Date(0),
    startEpochMs: 0,
    untrustedPeer: undefined,
    capacity: undefined,
  });
}

test('a record that the contract command writes keeps its schema', async () => {
  const { code, stderr } = await call(['contract', '--clause', 'S5'], { REPORT_DIR: folder });
  assert.equal(code, 0, stderr);
  expectValid(isContractRecord, JSON.parse(readFileSync(join(folder, 'contract.json'), 'utf8')));
});

describe('a record of a load keeps its schema', () => {
  const runs: [profile: string, limiter: LimiterOptions][] = [
    ['ceiling', { kind: 'none' }],
    ['over', { kind: 'fixed-window' }],
    ['over', { kind: 'token-bucket', burst: 50 }],
    ['recovery', { kind: 'sliding-window' }],
  ];
  for (const [profile, limiter] of runs) {
    test(`${profile}, limiter ${limiter.kind}`, () => {
      const report = replayedReport(profile, limiter);
      assert.ok(report.sent.count > 0);
      assert.equal(report.limiter === null, limiter.kind === 'none');
      expectValid(isLoadRecord, report);
    });
  }
});

test("the checks of a load have the texts of their clauses, with the profile's ceiling", () => {
  const { checks } = replayedReport('ceiling', { kind: 'none' }, { ceilingPerSecond: 250 });
  const clauses = clausesOf('2021-09-28', 250);
  assert.deepEqual(
    checks.map(({ id, title, says, reading, level }) => ({ id, title, says, reading, level })),
    clauseIdsOf.load.map((id) => clauses[id]),
  );
  assert.equal(checks[0]?.title, '250 evenly spaced calls per second are never rejected');
});

test('the example runs keep the schemas', () => {
  for (const { contract, loads } of [
    mixedRun(),
    capacityRun(),
    { contract: exampleContract(), loads: [exampleLoad()] },
  ]) {
    if (contract) expectValid(isContractRecord, contract);
    for (const load of loads) expectValid(isLoadRecord, load);
  }
});

test('the schemas refuse another version, a missing part, and a part of another type', () => {
  const contract = exampleContract();
  const load = exampleLoad();
  for (const wrong of [
    { ...contract, schemaVersion: 2 },
    { ...contract, clauses: {} },
    { ...contract, verdict: 'ok' },
  ])
    assert.ok(!isContractRecord(wrong));
  const { latencyMs: _, ...withoutLatency } = load;
  for (const wrong of [{ ...load, schemaVersion: '1' }, withoutLatency, { ...load, checks: [{}] }])
    assert.ok(!isLoadRecord(wrong));
});
