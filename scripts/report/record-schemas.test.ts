import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Ajv, type ValidateFunction } from 'ajv';
import { command } from '../command/spawned-command.ts';
import { capacityRun, exampleContract, exampleLoad, mixedRun } from './example-runs.ts';

/** What programs read of a run keeps the schemas that are published for it. */

const folder = mkdtempSync(join(tmpdir(), 'records-'));
after(() => rmSync(folder, { recursive: true }));

function schemaOf(name: string): ValidateFunction {
  const file = join(import.meta.dirname, '..', '..', 'spec', 'generated', `${name}.schema.json`);
  return new Ajv({ strict: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(file, 'utf8')));
}
const contractSchema = schemaOf('contract-report');
const loadSchema = schemaOf('load-report');

function expectValid(validate: ValidateFunction, record: unknown): void {
  assert.ok(validate(record), JSON.stringify(validate.errors));
}

test('records of real runs', async () => {
  const env = { REPORT_DIR: folder };
  await command('contract', ['--clause', 'S5'], env);
  await command('load', ['ceiling', '--duration', '2', '--rate', '60'], env);
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  expectValid(contractSchema, read('contract.json'));
  expectValid(loadSchema, read('load-ceiling.json'));
});

test('records of every kind that reporters are tried on', () => {
  for (const { contract, loads } of [
    mixedRun(),
    capacityRun(),
    { contract: exampleContract(), loads: [exampleLoad()] },
  ]) {
    if (contract) expectValid(contractSchema, contract);
    for (const load of loads) expectValid(loadSchema, load);
  }
});

test('another version, a missing part, or one of another kind is none', () => {
  const contract = exampleContract();
  const load = exampleLoad();
  for (const wrong of [
    { ...contract, schemaVersion: 2 },
    { ...contract, clauses: {} },
    { ...contract, verdict: 'ok' },
  ])
    assert.ok(!contractSchema(wrong));
  const { latencyMs: _, ...withoutLatency } = load;
  for (const wrong of [{ ...load, schemaVersion: '1' }, withoutLatency, { ...load, checks: [{}] }])
    assert.ok(!loadSchema(wrong));
});
