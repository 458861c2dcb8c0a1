import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { Ajv, type ValidateFunction } from 'ajv';
import { parquetMetadata, type RowGroup, type SchemaElement } from 'hyparquet';
import { readColumn } from 'hyparquet/src/column.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getSchemaPath } from 'hyparquet/src/schema.js';
import { UsageError } from '../../client/settings/run-errors.ts';
import {
  checksum,
  columns,
  emptyRows,
  type FrameKind,
  frameHead,
  frameHeadBytes,
  maxFrameBytes,
  maxGroupRows,
  parquetMagic,
} from './record-layout.ts';
import type { RecordFacts, RecordHeader, RecordJson, RecordRows, RecordStep } from './record-parts.ts';

/** Where a record's bytes come from. */
export interface RecordInput {
  /** For messages. */
  name: string;
  length: number;
  /** Fewer bytes at the end. */
  read(at: number, length: number): Buffer;
}

/** The parts of a record as a file holds them. Rows have columns of one length. */
export type ReadPart =
  | { kind: 'header'; header: RecordHeader }
  | { kind: 'step'; step: RecordStep }
  | { kind: 'facts'; facts: RecordFacts }
  | { kind: 'calls'; rows: RecordRows };

/** A file as the input of a reader. @throws UsageError when it cannot be read */
export function withRecordFile<T>(path: string, use: (input: RecordInput) => Promise<T>): Promise<T> {
  const unreadable = (problem: string) => new UsageError(`cannot read the record ${path} (${problem})`);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw unreadable((error as NodeJS.ErrnoException).code ?? 'unknown error');
  }
  const stat = fstatSync(descriptor);
  const input: RecordInput = {
    name: path,
    length: stat.size,
    read(at, length) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, stat.size - at)));
      const got = readSync(descriptor, bytes, 0, bytes.length, at);
      return bytes.subarray(0, got);
    },
  };
  const done = () => closeSync(descriptor);
  if (!stat.isFile()) {
    done();
    throw unreadable('not a file');
  }
  return use(input).finally(done);
}

/**
 * The parts of a record, in order, each read when it is asked for. A file that was cut, as by a kill of the run, ends after its
 * last whole part.
 * @throws UsageError for a file that is no record or is damaged
 */
export async function* readRecord(input: RecordInput): AsyncGenerator<ReadPart, void, void> {
  const { name, length } = input;
  const refuse = (problem: string) => new UsageError(`${name} is not a whole record of calls: ${problem}`);
  if (length === 0) throw refuse('the file is empty');
  if (!input.read(0, parquetMagic.length).equals(parquetMagic))
    throw refuse('it does not begin like one; give a file that `load --record` wrote');
  let at = parquetMagic.length;
  for (let count = 0; ; count += 1) {
    const head = input.read(at, frameHeadBytes);
    const found = head.length < frameHeadBytes ? undefined : frameHead(head);
    if (found === undefined) {
      if (count === 0) throw refuse('it has no header; give a file that `load --record` wrote');
      if (isFooterOrCut(input, at)) return;
      throw refuse(`it is damaged at byte ${at}`);
    }
    const damaged = () => refuse(`it is damaged at byte ${at}`);
    if (found.length > maxFrameBytes || (count === 0) !== (found.kind === 'header')) throw damaged();
    const payload = input.read(at + frameHeadBytes, found.length);
    if (payload.length < found.length) {
      if (count === 0) throw refuse('it ends within its header');
      return;
    }
    if (checksum(head, payload) !== found.checksum) throw damaged();
    if (found.kind === 'header') expectReadable(payload, refuse);
    const part =
      found.kind === 'calls'
        ? unlessItThrows(() => callsOf(payload, at + frameHeadBytes))
        : parsed(found.kind, payload);
    if (part === undefined) throw damaged();
    yield part;
    at += frameHeadBytes + found.length;
  }
}

/**
 * Whether the bytes after the last frame are the file's footer, whole or cut, or the cut head of another frame. The footer
 * itself is for Parquet readers; nothing is read from it here.
 */
function isFooterOrCut(input: RecordInput, at: number): boolean {
  const left = input.length - at;
  if (left < frameHeadBytes) return true;
  const tail = input.read(input.length - 8, 8);
  if (tail.subarray(4).equals(parquetMagic)) return tail.readUInt32LE(0) === left - 8;
  // Parquet's footer is a Thrift structure whose first field is the version, 2.
  return input.read(at, 2).equals(Buffer.from([0x15, 0x04]));
}

/** Decoders of untrusted bytes throw errors of any kind. */
function unlessItThrows<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

/** @throws UsageError for the header of another version of the format */
function expectReadable(payload: Buffer, refuse: (problem: string) => UsageError): void {
  const header = jsonOf(payload) as { formatVersion?: unknown } | null | undefined;
  const version = header?.formatVersion;
  if (typeof version === 'number' && version !== 1)
    throw refuse(`its format has version ${version}, and this program reads version 1`);
}

function jsonOf(payload: Buffer): unknown {
  return unlessItThrows(() => JSON.parse(payload.toString('utf8')) as unknown);
}

function parsed(kind: Exclude<FrameKind, 'calls'>, payload: Buffer): ReadPart | undefined {
  const value = jsonOf(payload);
  if (!validators()[kind](value)) return undefined;
  return { kind, [kind]: value } as unknown as ReadPart;
}

/** @throws Error where the bytes are no row group of a record */
function callsOf(payload: Buffer, at: number): ReadPart | undefined {
  const metadata = parquetMetadata(new Uint8Array(payload), { geoparquet: false });
  const [group, ...others] = metadata.row_groups;
  const count = Number(metadata.num_rows);
  const isOurs =
    group !== undefined &&
    others.length === 0 &&
    count > 0 &&
    count <= maxGroupRows &&
    group.num_rows === metadata.num_rows &&
    group.columns.length === columns.length &&
    columns.every(({ name, type }, index) => {
      const { meta_data } = group.columns[index] ?? {};
      return (
        meta_data?.path_in_schema.join('.') === name &&
        meta_data.type === type &&
        meta_data.num_values === metadata.num_rows
      );
    });
  if (!isOurs) return undefined;
  const rows = emptyRows();
  for (const [index, { name }] of columns.entries())
    inTime(() => readInto(rows[name], { payload, at, group, index, schema: metadata.schema }));
  const isWhole = Object.values(rows).every((column) => column.length === count);
  return isWhole ? { kind: 'calls', rows } : undefined;
}

interface ColumnPlace {
  payload: Buffer;
  /** The payload's offset in the file. */
  at: number;
  group: RowGroup;
  /** Number of the column. */
  index: number;
  schema: SchemaElement[];
}

/** Decodes a column. @throws Error where the bytes are none */
function readInto(values: unknown[], { payload, at, group, index, schema }: ColumnPlace): void {
  const column = group.columns[index]?.meta_data;
  if (column === undefined) throw new Error('no such column');
  const start = Number(column.dictionary_page_offset ?? column.data_page_offset) - at;
  const end = start + Number(column.total_compressed_size);
  if (!(start >= 0 && end > start && end <= payload.length)) throw new RangeError('outside of its frame');
  const bytes = new Uint8Array(payload.subarray(start, end));
  const schemaPath = getSchemaPath(schema, column.path_in_schema);
  const element = schemaPath.at(-1)?.element;
  if (element === undefined) throw new Error('no such column');
  const rows = Number(group.num_rows);
  const { data } = readColumn(
    { view: new DataView(bytes.buffer), offset: 0 },
    { groupStart: 0, groupRows: rows, selectStart: 0, selectEnd: rows, chunks: [], groupBytes: 0 } as never,
    {
      pathInSchema: column.path_in_schema,
      element,
      schemaPath,
      parsers: DEFAULT_PARSERS,
      ...column,
    } as never,
  );
  for (const part of data) for (const value of part) values.push(value ?? null);
}

/** Decoding a column of our own takes milliseconds. */
const maxDecodingMs = 2000;
const call = new Script('globalThis[Symbol.for("group-get decode")]()');

/** Ends a function that does not end by itself: a page that another program made up can keep the decoder in a loop. */
function inTime(decode: () => void): void {
  Object.assign(globalThis, { [Symbol.for('group-get decode')]: decode });
  call.runInThisContext({ timeout: maxDecodingMs });
}

type PartValidators = Record<keyof RecordJson, ValidateFunction>;
let compiled: PartValidators | undefined;

/** The parts' schemas, which are generated from their types. */
function validators(): PartValidators {
  if (compiled !== undefined) return compiled;
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../spec/generated/load-record.schema.json'), 'utf8'),
  ) as { properties: PartValidatorSchemas; definitions?: object };
  const ajv = new Ajv({ strict: false });
  const { definitions } = schema;
  const compile = (part: object) => ajv.compile({ ...part, definitions });
  const { header, step, facts } = schema.properties;
  compiled = { header: compile(header), step: compile(step), facts: compile(facts) };
  return compiled;
}
type PartValidatorSchemas = Record<keyof RecordJson, object>;
