import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { conformingRuns, type GridRun, mutantRuns, replayGridRun } from '../../load/judge/limiter-grid.ts';
import { MemoryFile } from '../../load/record/memory-file.ts';
import { RecordWriter } from '../../load/record/record-writer.ts';
import { reportOfRun } from '../../load/report-of-run.ts';
import { call } from '../command/called-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'judge-'));
after(() => rmSync(folder, { recursive: true }));
const reports = join(folder, 'reports');

/** A replayed run, its record in a file, and its report. */
function recorded(run: GridRun | undefined, name: string) {
  assert.ok(run);
  const file = new MemoryFile();
  const live = replayGridRun(run, 'with jitter', 1, new RecordWriter(file, () => 0));
  const path = join(folder, name);
  writeFileSync(path, file.bytes);
  return { path, bytes: file.bytes, report: JSON.parse(JSON.stringify(reportOfRun(live))) as object };
}

const passing = recorded(
  conformingRuns.find(({ profile }) => profile === 'over'),
  'passing.parquet',
);
const failing = recorded(
  mutantRuns.find(({ fleetName }) => fleetName === 'no ceiling'),
  'failing.parquet',
);
const reportFiles = ['ctrf.json', 'index.html', 'junit.xml', 'load-over.json', 'summary.md'];

test('a record is reported as its run, in all reports', async () => {
  const { code, stdout, stderr } = await call(['judge', passing.path], { REPORT_DIR: reports });
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  assert.match(stdout, /L3/);
  assert.deepEqual(readdirSync(reports).sort(), reportFiles);
  assert.deepEqual(JSON.parse(readFileSync(join(reports, 'load-over.json'), 'utf8')), passing.report);
});

test('the record of a run with a breach fails', async () => {
  const { code } = await call(['judge', failing.path, '--report-dir', reports]);
  assert.equal(code, 1);
  assert.deepEqual(JSON.parse(readFileSync(join(reports, 'load-over.json'), 'utf8')), failing.report);
});

test('no TARGET_* variable matters, whatever it says', async () => {
  const env = { TARGET_URL: '', TARGET_ULR: 'x', TARGET_SECRET_KEY_FILE: '/none', REPORT_DIR: reports };
  assert.equal((await call(['judge', passing.path, '--quiet'], env)).code, 0);
});

test('another profile gives the thresholds', async () => {
  const path = join(folder, 'strict.yaml');
  writeFileSync(
    path,
    'name: strict\ndescription: d\nstages: [{ kind: constant, ratePerSecond: 10, durationSeconds: 1 }]\nthresholdsMs: { p50: 0.001 }\njudges: [L6]\n',
  );
  const { code, stdout } = await call(['judge', failing.path, '--profile', path, '--report-dir', reports]);
  assert.equal(code, 1, stdout);
  const { profile, checks } = JSON.parse(readFileSync(join(reports, 'load-over.json'), 'utf8')) as {
    profile: string;
    checks: { id: string; verdict: string }[];
  };
  assert.equal(profile, 'over');
  assert.equal(checks.find(({ id }) => id === 'L3')?.verdict, 'fail');
  const within = recorded(
    conformingRuns.find(({ profile: name }) => name === 'ceiling'),
    'within.parquet',
  );
  const strict = await call(['judge', within.path, '--profile', path, '--report-dir', reports]);
  assert.equal(strict.code, 1, strict.stdout);
  assert.match(strict.stdout, /L6/);
});

test('a record that was cut is judged up to there, and is inconclusive', async () => {
  const path = join(folder, 'cut.parquet');
  writeFileSync(path, passing.bytes.subarray(0, Math.floor(passing.bytes.length / 2)));
  const { code, stderr } = await call(['judge', path, '--report-dir', reports]);
  assert.equal(code, 3);
  assert.match(stderr, /^note: .*cut\.parquet ends before its run did; what it holds is judged\n$/);
});

const refused: Record<string, [string[], RegExp]> = {
  'no file': [[], /give the record of a load run/],
  'several files': [[passing.path, failing.path], /give one record; several cannot be merged yet/],
  'a missing file': [[join(folder, 'missing')], /cannot read the record .*ENOENT/],
  'a folder': [[folder], /cannot read the record/],
  'a file of another kind': [[import.meta.filename], /is not a whole record of calls/],
  'a profile that is none': [[passing.path, '--profile', 'fast'], /there is no profile 'fast'/],
  'an empty profile': [[passing.path, '--profile', ''], /--profile is empty/],
};
for (const [what, [argv, words]] of Object.entries(refused)) {
  test(`${what} is refused with one line`, async () => {
    const { code, stdout, stderr } = await call(['judge', ...argv], { REPORT_DIR: reports });
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, words);
    assert.match(stderr, /^[^\n]+\n$/);
  });
}

test('load refuses a record file that exists before anything is sent', async () => {
  const { code, stderr } = await call(['load', 'ceiling', '--embedded', '--record', passing.path], {
    REPORT_DIR: reports,
  });
  assert.equal(code, 2);
  assert.match(stderr, /^--record .*passing\.parquet: the file exists; give another name, or remove it\n$/);
});
