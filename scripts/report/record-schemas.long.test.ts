import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { command } from '../command/spawned-command.ts';
import { expectValid, isContractRecord, isLoadRecord } from './record-schemas.ts';

test('the records of real runs keep their schemas', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'records-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const env = { REPORT_DIR: folder };
  await command('contract', ['--clause', 'S5'], env);
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  expectValid(isContractRecord, read('contract.json'));
  await command('load', ['ceiling', '--duration', '2', '--rate', '60'], env);
  expectValid(isLoadRecord, read('load-ceiling.json'));
  // A report folder holds one run.
  assert.ok(!existsSync(join(folder, 'contract.json')));
});
