import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { LoadReport } from '../../load/load-report.ts';
import { command } from '../command/spawned-command.ts';

/** Real runs with --record, judged from their files. */

const folder = mkdtempSync(join(tmpdir(), 'judge-long-'));
after(() => rmSync(folder, { recursive: true }));

function report(name: string, profile: string): LoadReport {
  return JSON.parse(readFileSync(join(folder, name, `load-${profile}.json`), 'utf8')) as LoadReport;
}

for (const threads of ['1', '2']) {
  test(`the record of a real run with ${threads} sending thread(s) is judged as the run`, async () => {
    const file = join(folder, `${threads}.parquet`);
    const [live, judged] = [`live-${threads}`, `judged-${threads}`];
    const options = ['--embedded', '--duration', '6', '--threads', threads, '--record', file];
    const run = await command('load', ['over', ...options, '--report-dir', join(folder, live)]);
    assert.notEqual(run.code, 2, run.stderr);
    const { code, stderr } = await command('judge', [file, '--report-dir', join(folder, judged)]);
    assert.equal(code, run.code, stderr);
    assert.deepEqual(report(judged, 'over'), report(live, 'over'));
    const { count } = report(live, 'over').offered;
    assert.ok(count > 1000);
    assert.ok(statSync(file).size < 24 * count, `${statSync(file).size / count} bytes a call`);
  });
}

test('the record of a run that was killed is readable up to its last group', async () => {
  const file = join(folder, 'killed.parquet');
  const options = ['--embedded', '--record', file, '--report-dir', join(folder, 'killed')];
  await command('load', ['ceiling', ...options], {}, (child) =>
    setTimeout(() => child.kill('SIGKILL'), 12_000),
  );
  const { code, stderr } = await command('judge', [file, '--report-dir', join(folder, 'judged-killed')]);
  assert.equal(code, 3, stderr);
  assert.match(stderr, /ends before its run did/);
  assert.ok(report('judged-killed', 'ceiling').offered.count >= 200);
});
