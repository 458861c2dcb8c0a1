import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parquetMetadata } from 'hyparquet';
import { UsageError } from '../../client/settings/run-errors.ts';
import { targetAt } from '../../reference/reference-fleet.ts';
import { readProfile } from '../schedule/profile.ts';
import { MemoryFile } from './memory-file.ts';
import { readRecord } from './read-record.ts';
import { RecordFile } from './record-file.ts';
import { recordHeader } from './record-header.ts';
import type { RecordPart } from './record-parts.ts';
import { maxBatchRows, RecordWriter } from './record-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'writer-'));
after(() => rmSync(folder, { recursive: true }));

const profile = readProfile('soak');
const target = targetAt('http://127.0.0.1:1');
const header: RecordPart = {
  kind: 'header',
  header: recordHeader({ profile, target, startedEpochMs: 0, attempt: 1 }),
};
const step: RecordPart = { kind: 'step', step: { stages: profile.stages, startEpochMs: 0 } };

/** Calls that were sent and answered like those of a quiet run. */
function batch(firstCall: number, count = maxBatchRows): RecordPart {
  const times = (lateMs: number) =>
    Float64Array.from(
      { length: count },
      (_, n) => (firstCall + n) * 5 + lateMs * (1 + ((n * 7919) % 97) / 97),
    );
  return {
    kind: 'calls',
    calls: {
      step: 0,
      firstCall,
      dueMs: times(0),
      sentMs: times(0.05),
      answeredMs: times(0.9),
      kinds: new Uint8Array(count).fill(1),
      statuses: new Uint16Array(count).fill(200),
      errorCodes: new Float64Array(count),
      bodies: new Int32Array(count).fill(1),
      texts: firstCall === 0 ? [[1, '{"ActionStatus":"OK"}']] : [],
    },
  };
}

async function callsIn(file: MemoryFile): Promise<number> {
  let calls = 0;
  for await (const part of readRecord(file)) if (part.kind === 'calls') calls += part.rows.call.length;
  return calls;
}

const parquetCalls = (file: MemoryFile) => Number(parquetMetadata(new Uint8Array(file.bytes)).num_rows);

test('after each group the file is whole, for Parquet readers and for ours', async () => {
  const file = new MemoryFile();
  const writer = new RecordWriter(file, () => 0);
  for (const part of [header, step]) writer.put(part);
  assert.equal(parquetCalls(file), 0);
  for (let put = 1; put <= 6; put += 1) {
    writer.put(batch((put - 1) * maxBatchRows));
    assert.equal(parquetCalls(file), put * maxBatchRows);
    assert.equal(await callsIn(file), put * maxBatchRows);
  }
});

test('a long run has few groups, and under 24 bytes a call', () => {
  const file = new MemoryFile();
  const writer = new RecordWriter(file, () => 0);
  for (const part of [header, step]) writer.put(part);
  for (let put = 0; put < 200; put += 1) writer.put(batch(put * maxBatchRows));
  writer.flush();
  const calls = 200 * maxBatchRows;
  assert.equal(parquetCalls(file), calls);
  assert.ok(file.length < 10 * calls, `${file.length / calls} bytes a call`);
  assert.ok(parquetMetadata(new Uint8Array(file.bytes)).row_groups.length < 80);
});

test('the calls of a slow load do not wait for long', () => {
  let nowMs = 0;
  const file = new MemoryFile();
  const writer = new RecordWriter(file, () => nowMs);
  for (const part of [header, step]) writer.put(part);
  for (let n = 0; n < 6; n += 1) {
    nowMs += 1000;
    writer.put(batch(n, 1));
  }
  assert.equal(parquetCalls(file), 5);
});

test('a header begins anew: the record is that of the last attempt', async () => {
  const file = new MemoryFile();
  const writer = new RecordWriter(file, () => 0);
  for (const part of [header, step, batch(0), header, step, batch(0, 300)]) writer.put(part);
  writer.flush();
  assert.equal(await callsIn(file), 300);
  assert.equal(parquetCalls(file), 300);
});

test('a full disk keeps the calls before it, and the next flush can go on', async () => {
  let isFull = false;
  class SmallDisk extends MemoryFile {
    override write(bytes: Uint8Array, at: number): void {
      const fits = !isFull || at + bytes.length <= fullAt;
      super.write(fits ? bytes : bytes.subarray(0, 100), at);
      if (!fits) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    }
  }
  const file = new SmallDisk();
  const writer = new RecordWriter(file, () => 0);
  for (const part of [header, step, batch(0)]) writer.put(part);
  const fullAt = file.length;
  isFull = true;
  assert.throws(() => writer.put(batch(maxBatchRows)), { code: 'ENOSPC' });
  assert.equal(parquetCalls(file), maxBatchRows);
  assert.equal(await callsIn(file), maxBatchRows);
  isFull = false;
  writer.flush();
  assert.equal(await callsIn(file), 2 * maxBatchRows);
});

test('a file that exists, or cannot be made, is refused with one line before a run', () => {
  const path = join(folder, 'there.parquet');
  writeFileSync(path, 'mine');
  for (const [name, words] of [
    [path, /the file exists; give another name, or remove it$/],
    ['/dev/null', /the file exists/],
    [join(folder, 'none/x.parquet'), /cannot be created \(ENOENT\)/],
  ] as const) {
    assert.throws(
      () => new RecordFile(name, 10, () => {}),
      (error) => error instanceof UsageError && words.test(error.message) && !error.message.includes('\n'),
    );
  }
  assert.equal(readFileSync(path, 'utf8'), 'mine');
});

test('a record that will not fit on its disk is refused before a run, and leaves no file', () => {
  const path = join(folder, 'large.parquet');
  assert.throws(() => new RecordFile(path, 1e15, () => {}), /needs up to \d+ MB, and \d+ MB are free there/);
  assert.ok(!existsSync(path));
});

test('a file into which no run was put is removed', async () => {
  const path = join(folder, 'empty.parquet');
  const record = new RecordFile(path, 10, () => {});
  assert.ok(existsSync(path));
  assert.equal(await record.close(), undefined);
  assert.ok(!existsSync(path));
});

test('a thread writes the file, and what is put is in it when it is closed', async () => {
  const path = join(folder, 'written.parquet');
  const record = new RecordFile(path, 10, () => {});
  for (const part of [header, step, batch(0), batch(maxBatchRows, 10)]) record.put(part);
  assert.equal(await record.close(), undefined);
  assert.equal(await callsIn(new MemoryFile(readFileSync(path))), maxBatchRows + 10);
});
