import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryFile } from '../record/memory-file.ts';
import { RecordWriter } from '../record/record-writer.ts';
import { type FinishedRun, reportOfRun } from '../report-of-run.ts';
import { conformingRuns, type GridRun, mutantRuns, replayGridRun } from './limiter-grid.ts';
import type { LoadFacts } from './load-facts.ts';
import { recordedRun } from './recorded-run.ts';

/** A replayed run and its record. */
function recorded(run: GridRun): { live: FinishedRun; file: MemoryFile } {
  const file = new MemoryFile();
  const writer = new RecordWriter(file, () => 0);
  return { live: replayGridRun(run, 'with jitter', 1, writer), file };
}

/** The report without the limiter's reading, which takes long, and what that reading is made of. */
function reported({ facts, ...run }: FinishedRun): object {
  const { decisions } = facts.tally;
  const withoutDecisions = Object.create(facts.tally, { decisions: { value: [] } }) as LoadFacts['tally'];
  const { perSecond, ...report } = reportOfRun({ ...run, facts: { ...facts, tally: withoutDecisions } });
  return { ...report, perSecond, decisions, startEpochMs: run.startEpochMs };
}

for (const run of [...conformingRuns, ...mutantRuns]) {
  test(`${run.title}: its record is judged as the run`, async () => {
    const { live, file } = recorded(run);
    const { run: read, isWhole } = await recordedRun(file);
    assert.equal(isWhole, true);
    assert.deepEqual(reported(read), reported(live));
  });
}
