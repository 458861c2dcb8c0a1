import type { KeyValue, RowGroup } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { answerKinds } from './answer-kind.ts';
import {
  columns,
  deltaColumns,
  emptyRows,
  frame,
  frameHeadBytes,
  maxGroupRows,
  parquetMagic,
  schema,
} from './record-layout.ts';
import type {
  CallBatch,
  RecordFacts,
  RecordHeader,
  RecordPart,
  RecordRows,
  RecordSink,
} from './record-parts.ts';

/** Where the bytes of a record go. Each call ends before the next one begins. */
export interface RecordOutput {
  /** Cuts what lies beyond that length. */
  truncate(length: number): void;
  /** Appends at that offset, which is the end. @throws Error with a `code`, such as that of a full disk */
  write(bytes: Uint8Array, at: number): void;
}

/** Calls wait for their row group until they are this many, or this share of the calls before, which bounds the number of groups. */
const minGroupRows = 1000;
const groupShare = 1 / 20;
/** A slow load writes its calls after this time, or this share of its time, and at least each minute. */
const minWaitMs = 5000;
const maxWaitMs = 60_000;
/** The largest number of calls in one batch. */
export const maxBatchRows = 1024;

/**
 * Writes a record of calls in row groups as the run goes on. After each group the file is whole: the group and a new footer
 * take the place of the old footer. Memory is that of one group and of the groups' places.
 */
export class RecordWriter implements RecordSink {
  readonly #output: RecordOutput;
  readonly #nowMs: () => number;
  #header: RecordHeader | undefined;
  #facts: RecordFacts | undefined;
  #newFacts: RecordFacts | undefined;
  #rows = emptyRows();
  /** The groups' places in the file. */
  #groups: RowGroup[] = [];
  #written = 0;
  #end = 0;
  #startMs = 0;
  #flushedMs = 0;

  constructor(output: RecordOutput, nowMs: () => number = () => performance.now()) {
    this.#output = output;
    this.#nowMs = nowMs;
  }

  /** @throws Error of the output; the calls before stay readable */
  put(part: RecordPart): void {
    switch (part.kind) {
      case 'header':
        this.#begin(part.header);
        break;
      case 'step':
        // The facts of a step come before its successor, and its rows with them.
        this.flush();
        this.#append([frame('step', json(part.step))]);
        break;
      case 'facts':
        this.#newFacts = part.facts;
        if (part.facts.ended) this.flush();
        break;
      case 'calls':
        this.#take(part.calls);
        if (this.#isDue()) this.flush();
    }
  }

  /** Writes what waits. @throws Error of the output; the calls before stay readable */
  flush(): void {
    const count = this.#rows.call.length;
    const { bytes, groups } = count > 0 ? rowGroup(this.#rows, this.#end) : { bytes: [], groups: [] };
    const facts = this.#newFacts ?? this.#facts;
    const frames = this.#newFacts === undefined ? bytes : [...bytes, frame('facts', json(this.#newFacts))];
    if (frames.length > 0) this.#append(frames, [...this.#groups, ...groups], facts);
    this.#groups.push(...groups);
    this.#facts = facts;
    this.#newFacts = undefined;
    this.#rows = emptyRows();
    this.#written += count;
    this.#flushedMs = this.#nowMs();
  }

  #begin(header: RecordHeader): void {
    this.#header = header;
    this.#facts = undefined;
    this.#newFacts = undefined;
    this.#rows = emptyRows();
    this.#groups = [];
    this.#written = 0;
    this.#startMs = this.#nowMs();
    this.#flushedMs = this.#startMs;
    this.#end = 0;
    this.#append([parquetMagic, frame('header', json(header))]);
  }

  #take({ step, firstCall, dueMs, sentMs, answeredMs, ...batch }: CallBatch): void {
    const rows = this.#rows;
    const texts = new Map(batch.texts);
    for (let index = 0; index < dueMs.length; index += 1) {
      const body = (batch.bodies[index] as number) || null;
      const errorCode = batch.errorCodes[index] as number;
      rows.step.push(step);
      rows.call.push(firstCall + index);
      rows.due_us.push(microseconds(dueMs[index] as number));
      rows.sent_us.push(microsecondsOrNull(sentMs[index] as number));
      rows.answered_us.push(microsecondsOrNull(answeredMs[index] as number));
      rows.answer.push(answerKinds[batch.kinds[index] as number] as string);
      rows.http_status.push((batch.statuses[index] as number) || null);
      rows.error_code.push(Number.isNaN(errorCode) ? null : errorCode);
      rows.body.push(body);
      rows.body_text.push(body === null ? null : (texts.get(body) ?? null));
      if (body !== null) texts.delete(body);
    }
  }

  #isDue(): boolean {
    const waiting = this.#rows.call.length;
    const nowMs = this.#nowMs();
    const enough = Math.max(minGroupRows, this.#written * groupShare);
    const waitMs = Math.max(minWaitMs, (nowMs - this.#startMs) * groupShare);
    return (
      waiting >= Math.min(enough, maxGroupRows - maxBatchRows) ||
      (waiting > 0 && nowMs - this.#flushedMs >= Math.min(waitMs, maxWaitMs))
    );
  }

  /** Puts frames in the place of the footer, and a footer behind them. */
  #append(frames: Buffer[], groups = this.#groups, facts = this.#facts): void {
    const bytes = Buffer.concat(frames);
    try {
      // Cut first: what a kill leaves of this write is then short, never mixed with the old footer.
      this.#output.truncate(this.#end);
      this.#output.write(Buffer.concat([bytes, this.#footer(groups, facts)]), this.#end);
    } catch (error) {
      this.#output.truncate(this.#end);
      this.#output.write(this.#footer(this.#groups, this.#facts), this.#end);
      throw error;
    }
    this.#end += bytes.length;
  }

  /** The Parquet footer, with header and facts for those who query the file. */
  #footer(groups: RowGroup[], facts: RecordFacts | undefined): Buffer {
    return footer(groups, [
      { key: 'header', value: JSON.stringify(this.#header) },
      ...(facts === undefined ? [] : [{ key: 'facts', value: JSON.stringify(facts) }]),
    ]);
  }
}

/** Rows as the frame of one row group. @param at the frame's offset in the file */
export function rowGroup(rows: RecordRows, at: number): { bytes: Buffer[]; groups: RowGroup[] } {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema, statistics: false });
  // The magic that it began with is not part of the frame.
  const start = bytes.index;
  bytes.offset = at + frameHeadBytes;
  writer.write({
    columnData: columns.map(({ name, type }) => ({
      name,
      data: rows[name],
      ...(type !== 'BYTE_ARRAY' && deltaColumns.has(name) && { encoding: 'DELTA_BINARY_PACKED' as const }),
    })),
    rowGroupSize: rows.call.length,
  });
  const groups = writer.row_groups;
  const payload = Buffer.concat([bytes.getBytes().subarray(start), footer(groups)]);
  return { bytes: [frame('calls', payload)], groups };
}

function footer(groups: RowGroup[], kvMetadata: KeyValue[] = []): Buffer {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema,
    statistics: false,
    createdBy: 'group-get-harness',
    kvMetadata,
  });
  const start = bytes.index;
  writer.row_groups = groups;
  writer.num_rows = groups.reduce((sum, { num_rows }) => sum + num_rows, 0n);
  writer.finish();
  return Buffer.from(bytes.getBytes().slice(start));
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function microseconds(ms: number): bigint {
  return BigInt(Math.round(ms * 1000));
}

function microsecondsOrNull(ms: number): bigint | null {
  return Number.isNaN(ms) ? null : microseconds(ms);
}
