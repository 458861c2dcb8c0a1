import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readServedApp } from '../../client/settings/settings.ts';
import { inProcessDispatchers } from '../../reference/in-process-dispatcher.ts';
import { call } from '../../scripts/command/called-command.ts';
import { inProcessRunners } from '../../scripts/run/in-process-runners.ts';
import type { ClauseReport, ContractReport } from '../report/contract-report.ts';
import { virtualClock } from '../virtual-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'sample-'));
after(() => rmSync(folder, { recursive: true }));
const secretKey = 'key-of-a-target-under-test';

/** The report on S11 of a reference target that holds what the fixtures declare. */
async function sampleClause(name: string, fixtures: string): Promise<ClauseReport | undefined> {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, fixtures);
  const app = readServedApp({ TARGET_SECRET_KEY: secretKey, TARGET_FIXTURES: file });
  const clock = virtualClock();
  const dispatchers = inProcessDispatchers({ app, limiter: { kind: 'none' }, clock });
  const env = {
    TARGET_URL: 'http://127.0.0.1:1',
    TARGET_SECRET_KEY: secretKey,
    TARGET_FIXTURES: file,
    REPORT_DIR: join(folder, name),
  };
  await call(['contract', '--clause', 'S11'], env, { runners: inProcessRunners({ clock, dispatchers }) });
  const report: ContractReport = JSON.parse(readFileSync(join(folder, name, 'contract.json'), 'utf8'));
  return report.clauses.find(({ id }) => id === 'S11');
}

describe("the page's samples (S11)", () => {
  const lists = '{ group1: [friend1], group2: [friend1, friend2], group3: [friend1, friend2, friend3] }';
  for (const [title, fixtures, verdict] of [
    [
      'on an account of their own',
      'accounts: { populated: { id: a, lists: { g: [] } }, sample: { id: id } }',
      'pass',
    ],
    [
      'on an account of another name',
      'accounts: { populated: { id: a, lists: { g: [] } }, sample: { id: é s } }',
      'pass',
    ],
    [
      'on a populated account that holds them',
      `accounts: { populated: { id: id, currentSequence: 2, lists: ${lists} } }`,
      'pass',
    ],
    ['on no account', 'accounts: { populated: { id: id, lists: { group1: [friend1] } } }', 'not-exercised'],
    [
      'on an account that holds other lists',
      'accounts: { populated: { id: a, currentSequence: 2, lists: { group1: [friend1] } }, sample: { id: a } }',
      'fail',
    ],
  ] as const) {
    test(title, async () => {
      const clause = await sampleClause(title.replaceAll(' ', '-'), fixtures);
      assert.equal(clause?.verdict, verdict, JSON.stringify(clause));
      if (verdict === 'not-exercised') assert.match(clause.notes[0] ?? '', /accounts\.sample/);
      if (verdict === 'fail') assert.match(JSON.stringify(clause.failures), /group2/);
    });
  }
});
