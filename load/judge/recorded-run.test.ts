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

for (const run of [...conformingRuns, ...mutantRuns]) {
  test(`${run.title}: its record is judged as the run`, async () => {
    const { live, file } = recorded(run);
    const { run: read, isWhole } = await recordedRun(file);
    assert.equal(isWhole, true);
    assert.deepEqual(reportOfRun(read), reportOfRun(live));
  });
}
