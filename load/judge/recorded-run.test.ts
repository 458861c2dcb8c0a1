import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryFile } from '../record/memory-file.ts';
import { RecordWriter } from '../record/record-writer.ts';
import { type FinishedRun, reportOfRun } from '../report-of-run.ts';
import { conformingRuns, type GridRun, mutantRuns, replayGridRun } from './limiter-grid.ts';
import { recordedRun } from './recorded-run.ts';

/** A replayed run and its record. */
function recorded(run: GridRun): { live: FinishedRun; file: MemoryFile } {
  const file = new MemoryFile();
  const writer = new RecordWriter(file, () => 0);
  return { live: replayGridRun(run, 'with jitter', 1, writer), file };
}

/** The report with what the limiter's reading is made of in the place of that reading, which takes long. */
function reported(run: FinishedRun): object {
  let given: unknown;
  const report = reportOfRun(run, (...parts) => {
    given = parts;
    return null;
  });
  return { ...report, limiter: given };
}

for (const run of [...conformingRuns, ...mutantRuns]) {
  test(`${run.title}: its record is judged as the run`, async () => {
    const { live, file } = recorded(run);
    const { run: read, isWhole } = await recordedRun(file);
    assert.equal(isWhole, true);
    assert.deepEqual(reported(read), reported(live));
  });
}

test('the limiter of a record is read as that of the run', async () => {
  const over = conformingRuns.filter(({ profile }) => profile === 'over');
  for (const run of over.slice(0, 2)) {
    const { live, file } = recorded(run);
    const { limiter } = reportOfRun((await recordedRun(file)).run);
    assert.notEqual(limiter, null);
    assert.deepEqual(limiter, reportOfRun(live).limiter);
  }
});
