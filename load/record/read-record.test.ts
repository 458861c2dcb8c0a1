import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { UsageError } from '../../client/settings/run-errors.ts';
import { conformingRuns, type GridRun, replayGridRun } from '../judge/limiter-grid.ts';
import { recordedRun } from '../judge/recorded-run.ts';
import { seededRandom } from '../judge/replayed-run.ts';
import { MemoryFile } from './memory-file.ts';
import { type ReadPart, readRecord, withRecordFile } from './read-record.ts';
import { rebuilt } from './rebuilt-record.ts';
import { checksum, frame, frameHead, frameHeadBytes } from './record-layout.ts';
import type { RecordRows } from './record-parts.ts';
import { RecordWriter } from './record-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'record-'));
after(() => rmSync(folder, { recursive: true }));

const file = new MemoryFile();
replayGridRun(conformingRuns.at(-1) as GridRun, 'with jitter', 1, new RecordWriter(file, () => 0));
const whole = Buffer.from(file.bytes);

async function partsOf(bytes: Buffer): Promise<ReadPart[]> {
  const parts: ReadPart[] = [];
  for await (const part of readRecord(new MemoryFile(bytes))) parts.push(part);
  return parts;
}

const callsOf = (parts: ReadPart[]) => parts.flatMap((part) => (part.kind === 'calls' ? part.rows.call : []));

/** Where each frame begins, and where the last one ends. */
function frameStarts(bytes: Buffer): number[] {
  const starts = [4];
  for (;;) {
    const at = starts.at(-1) as number;
    const head = frameHead(bytes.subarray(at, at + frameHeadBytes));
    if (head === undefined) return starts;
    starts.push(at + frameHeadBytes + head.length);
  }
}

/** Reads whatever bytes: they are a record, or refused with one line. */
async function readOrRefused(bytes: Buffer): Promise<'read' | 'refused'> {
  try {
    await recordedRun(new MemoryFile(bytes));
    return 'read';
  } catch (error) {
    assert.ok(error instanceof UsageError, `${error}`);
    assert.ok(!error.message.includes('\n'), error.message);
    return 'refused';
  }
}

const starts = frameStarts(whole);
const wholeCalls = callsOf(await partsOf(whole));

test('a record has a header, its schedule, groups of calls, and facts at its end', async () => {
  const parts = await partsOf(whole);
  assert.deepEqual(
    parts.map(({ kind }) => kind).filter((kind, index, kinds) => kind !== kinds[index - 1]),
    ['header', 'step', 'calls', 'facts'],
  );
  assert.deepEqual(
    wholeCalls,
    wholeCalls.map((_, n) => n),
  );
  assert.ok(wholeCalls.length > 1200);
  assert.ok(whole.length < 24 * wholeCalls.length, `${whole.length / wholeCalls.length} bytes a call`);
});

test('Parquet readers find the same calls, header and facts', () => {
  const { num_rows, row_groups, key_value_metadata = [] } = parquetMetadata(new Uint8Array(whole));
  assert.equal(Number(num_rows), wholeCalls.length);
  assert.ok(row_groups.length > 1);
  assert.deepEqual(
    key_value_metadata.map(({ key, value }) => [key, typeof JSON.parse(value ?? '')]),
    [
      ['header', 'object'],
      ['facts', 'object'],
    ],
  );
});

test('a file that was cut anywhere behind its header is read up to its last whole group', async () => {
  const random = seededRandom(5);
  const headerEnd = starts[1] as number;
  const cuts = Array.from(
    { length: 50 },
    () => headerEnd + Math.floor(random() * (whole.length - headerEnd)),
  );
  for (const cut of [...starts.slice(1), ...starts.slice(1).map((at) => at + 5), ...cuts]) {
    const calls = callsOf(await partsOf(whole.subarray(0, cut)));
    assert.deepEqual(calls, wholeCalls.slice(0, calls.length), `cut at ${cut}`);
    const { isWhole } = await recordedRun(new MemoryFile(whole.subarray(0, cut)));
    assert.equal(isWhole, cut >= (starts.at(-1) as number), `cut at ${cut}`);
  }
});

test('a cut record is judged as a run that was stopped', async () => {
  const { run } = await recordedRun(new MemoryFile(whole.subarray(0, starts.at(-2))));
  assert.equal(run.facts.aborted, true);
  assert.ok(run.facts.tally.due > 0);
});

test('a file that ends within its header is refused', async () => {
  for (let cut = 0; cut < (starts[1] as number); cut += 7)
    assert.equal(await readOrRefused(whole.subarray(0, cut)), 'refused', `${cut} bytes`);
});

test('a flipped bit in a frame is found, wherever it is', async () => {
  const random = seededRandom(6);
  const end = starts.at(-1) as number;
  for (let count = 0; count < 150; count += 1) {
    const bytes = Buffer.from(whole);
    const at = Math.floor(random() * end);
    bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(random() * 8));
    assert.equal(await readOrRefused(bytes), 'refused', `byte ${at}`);
  }
});

test('a flipped bit in the footer changes nothing, or is found', async () => {
  const random = seededRandom(7);
  const end = starts.at(-1) as number;
  for (let count = 0; count < 60; count += 1) {
    const bytes = Buffer.from(whole);
    const at = end + Math.floor(random() * (bytes.length - end));
    bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(random() * 8));
    if ((await readOrRefused(bytes)) === 'read') assert.deepEqual(callsOf(await partsOf(bytes)), wholeCalls);
  }
});

test('frames with a right checksum around wrong bytes neither crash nor hang the reader', async () => {
  const random = seededRandom(8);
  let refused = 0;
  // Turn 84 keeps a decoder without a time limit in a loop.
  for (let count = 0; count < 90; count += 1) {
    const bytes = Buffer.from(whole);
    const start = starts[Math.floor(random() * (starts.length - 1))] as number;
    const head = bytes.subarray(start, start + frameHeadBytes);
    const payload = bytes.subarray(start + frameHeadBytes, start + frameHeadBytes + head.readUInt32LE(4));
    for (let flips = 0; flips < 1 + random() * 6; flips += 1)
      payload[Math.floor(random() * payload.length)] = Math.floor(random() * 256);
    head.writeUInt32LE(checksum(head, payload), 8);
    const startMs = performance.now();
    if ((await readOrRefused(bytes)) === 'refused') refused += 1;
    assert.ok(performance.now() - startMs < 5000, `frame at ${start}, turn ${count}`);
  }
  assert.ok(refused > 60, `${refused} refused`);
});

test('random bytes are refused, also behind a right beginning', async () => {
  const random = seededRandom(9);
  const noise = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  for (let count = 0; count < 100; count += 1) {
    const length = Math.floor(random() * 300);
    assert.equal(await readOrRefused(noise(length)), 'refused');
    assert.equal(await readOrRefused(Buffer.concat([Buffer.from('PAR1'), noise(length)])), 'refused');
    assert.equal(await readOrRefused(Buffer.concat([Buffer.from('PAR1GGRH'), noise(length)])), 'refused');
    const header = whole.subarray(0, starts[1]);
    await readOrRefused(Buffer.concat([header, noise(length)]));
    await readOrRefused(Buffer.concat([header, Buffer.from('GGRC'), noise(length)]));
  }
});

const foreign = {
  'an empty file': [Buffer.alloc(0), /the file is empty/],
  'a text': [Buffer.from('second,calls\n1,200\n'), /does not begin like one/],
  'a report': [Buffer.from('{"verdict":"pass"}'), /does not begin like one/],
  'a Parquet file of another program': [
    Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'call', data: [1, 2, 3], type: 'INT32' }] })),
    /has no header/,
  ],
  'a header alone that is none': [
    Buffer.concat([Buffer.from('PAR1'), frame('header', Buffer.from('{}'))]),
    /damaged/,
  ],
  'a header that is no JSON': [
    Buffer.concat([Buffer.from('PAR1'), frame('header', Buffer.from('{'))]),
    /damaged/,
  ],
  'a record whose first part is no header': [
    Buffer.concat([Buffer.from('PAR1'), frame('facts', Buffer.from('{}'))]),
    /damaged/,
  ],
} satisfies Record<string, [Buffer, RegExp]>;
for (const [what, [bytes, words]] of Object.entries(foreign)) {
  test(`${what} is refused with one line`, async () => {
    await assert.rejects(recordedRun(new MemoryFile(bytes)), (error) => {
      assert.ok(error instanceof UsageError, `${error}`);
      assert.match(error.message, words);
      assert.ok(!error.message.includes('\n'));
      return true;
    });
  });
}

test('another version of the format is refused by its number', async () => {
  const [header] = await partsOf(whole);
  assert.ok(header?.kind === 'header');
  const next = Buffer.from(JSON.stringify({ ...header.header, formatVersion: 2, renamed: true }));
  await assert.rejects(
    recordedRun(new MemoryFile(Buffer.concat([Buffer.from('PAR1'), frame('header', next)]))),
    /version 2, and this program reads version 1/,
  );
});

test('a folder, a missing file and a file without permission are refused', async () => {
  mkdirSync(join(folder, 'sub'));
  for (const name of ['sub', 'missing', 'sub/missing'])
    await assert.rejects(
      async () => withRecordFile(join(folder, name), (input) => recordedRun(input)),
      (error) => error instanceof UsageError && error.message.includes(name),
    );
});

test('a file on disk is read as its bytes are', async () => {
  const path = join(folder, 'whole.parquet');
  writeFileSync(path, whole);
  const { run } = await withRecordFile(path, (input) => recordedRun(input));
  assert.equal(run.facts.tally.due, wholeCalls.length);
});

/** The record with some rows changed, in a file that is otherwise right. */
async function altered(change: (rows: RecordRows) => void): Promise<Buffer> {
  return rebuilt(await partsOf(whole), change);
}

/** Changes one value of a column. */
function set<T>(column: T[], value: T): void {
  column[4] = value;
}

/** Removes that many rows, or repeats one. */
function splice(rows: RecordRows, at: number, removed: number): void {
  for (const column of Object.values(rows) as unknown[][]) {
    if (removed > 0) column.splice(at, removed);
    else column.splice(at, 0, column[at]);
  }
}

const impossible: Record<string, (rows: RecordRows) => void> = {
  'a call that is missing': (rows) => splice(rows, 3, 1),
  'a call that is there twice': (rows) => splice(rows, 3, 0),
  'calls in another order': ({ call }) => void call.reverse(),
  'a call of another step': ({ step }) => set(step, 1),
  'a call that was due at another time': ({ due_us }) => set(due_us, 1n),
  'a call that was sent before it was due': ({ sent_us }) => set(sent_us, -5_000_000n),
  'a call that was sent in another age': ({ sent_us }) => set(sent_us, 2n ** 62n),
  'an answer before the call': ({ answered_us }) => set(answered_us, 0n),
  'an answer in another age': ({ answered_us }) => set(answered_us, 2n ** 62n),
  'an end without a time': ({ answered_us }) => set(answered_us, null),
  'an answer of a kind that is none': ({ answer }) => set(answer, 'fine'),
};
for (const [what, change] of Object.entries(impossible)) {
  test(`a record with ${what} is refused`, async () => {
    await assert.rejects(recordedRun(new MemoryFile(await altered(change))), (error) => {
      assert.ok(error instanceof UsageError, `${error}`);
      assert.match(error.message, /damaged record of calls: /);
      return true;
    });
  });
}

test('a record whose rows are put in anew, unchanged, is read', async () => {
  const { run } = await recordedRun(new MemoryFile(await altered(() => {})));
  assert.equal(run.facts.tally.due, wholeCalls.length);
});
