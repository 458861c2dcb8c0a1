import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readTarget } from '../../client/settings/settings.ts';
import { readProfile } from '../../load/schedule/profile.ts';
import { exampleContract, exampleLoad } from './example-runs.ts';
import { records } from './listeners/records.ts';

const root = mkdtempSync(join(tmpdir(), 'earlier-'));
after(() => rmSync(root, { recursive: true }));
const target = await readTarget({}, async () => 'http://127.0.0.1:1');

/** What lies in a folder of the given files once a run with these parts has started. */
async function keptBy(
  files: Record<string, string>,
  profiles: string[],
  withSuite: boolean,
): Promise<string[]> {
  const folder = mkdtempSync(join(root, 'folder-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const suite = { generatedRequests: 1, seed: 1, clauses: [] };
  const plan = { ...(withSuite && { suite }), profiles: profiles.map(readProfile) };
  await records({ folder })({ kind: 'run started', target, plan });
  return readdirSync(folder).sort();
}

const contract = JSON.stringify(exampleContract());
const load = JSON.stringify(exampleLoad());

test('a run clears the records of an earlier run, those of parts that it does not run too', async () => {
  const files = {
    'contract.json': contract,
    'load-over.json': load,
    'load-mine.json': load,
    'watch.json': contract,
  };
  assert.deepEqual(await keptBy(files, [], true), []);
  assert.deepEqual(await keptBy(files, ['over'], false), []);
});

test('a run leaves what no run wrote', async () => {
  const files = {
    'compare.md': '# a comparison',
    'load-balancer.json': '{"backends":[]}',
    'load-.json': load,
    'load-notes.txt': load,
    'my-contract.json': contract,
    'package.json': '{}',
    'watch.json': 'no JSON',
  };
  assert.deepEqual(await keptBy(files, ['over'], true), Object.keys(files).sort());
});

test('a folder of the name of a record stays, and a record of this run goes even where it is damaged', async () => {
  const folder = mkdtempSync(join(root, 'folder-'));
  mkdirSync(join(folder, 'load-mine.json'));
  writeFileSync(join(folder, 'load-over.json'), load.slice(0, 100));
  await records({ folder })({
    kind: 'run started',
    target,
    plan: { profiles: [readProfile('over')] },
  });
  assert.deepEqual(readdirSync(folder), ['load-mine.json']);
});
