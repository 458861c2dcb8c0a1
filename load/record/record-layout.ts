import { crc32 } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import type { RecordRows } from './record-parts.ts';

/**
 * A record of calls is a Parquet file. Between its magic number and its footer it is a series of frames, each with a checksum,
 * which Parquet readers pass over and which suffice to read the file when its footer is lost:
 * - header, step, facts: JSON
 * - calls: one row group, then a Parquet footer for this row group alone
 * docs/record-of-calls.md describes the format.
 */
export const frameKinds = { header: 'H', step: 'S', facts: 'F', calls: 'C' } as const;
export type FrameKind = keyof typeof frameKinds;

export const parquetMagic = Buffer.from('PAR1');
const frameMagic = Buffer.from('GGR');
/** Magic, kind, length and checksum of what follows. */
export const frameHeadBytes = 12;
/** A longer frame is none of ours. */
export const maxFrameBytes = 32 * 1024 * 1024;
export const maxGroupRows = 65_536;

export const columns = [
  column('step', 'INT32', 'REQUIRED'),
  column('call', 'INT32', 'REQUIRED'),
  column('due_us', 'INT64', 'REQUIRED'),
  column('sent_us', 'INT64', 'OPTIONAL'),
  column('answered_us', 'INT64', 'OPTIONAL'),
  column('answer', 'BYTE_ARRAY', 'REQUIRED'),
  column('http_status', 'INT32', 'OPTIONAL'),
  column('error_code', 'INT32', 'OPTIONAL'),
  column('body', 'INT32', 'OPTIONAL'),
  column('body_text', 'BYTE_ARRAY', 'OPTIONAL'),
];
/** Times and numbers grow evenly: their differences are short. */
export const deltaColumns: ReadonlySet<string> = new Set(['call', 'due_us', 'sent_us', 'answered_us']);
export const schema: SchemaElement[] = [{ name: 'calls', num_children: columns.length }, ...columns];

function column(
  name: keyof RecordRows,
  type: 'INT32' | 'INT64' | 'BYTE_ARRAY',
  repetition_type: 'REQUIRED' | 'OPTIONAL',
) {
  const text = type === 'BYTE_ARRAY' && { converted_type: 'UTF8' as const };
  return { name, type, repetition_type, ...text } satisfies SchemaElement;
}

export function emptyRows(): RecordRows {
  return {
    step: [],
    call: [],
    due_us: [],
    sent_us: [],
    answered_us: [],
    answer: [],
    http_status: [],
    error_code: [],
    body: [],
    body_text: [],
  };
}

export function frame(kind: FrameKind, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(frameHeadBytes);
  frameMagic.copy(head);
  head.write(frameKinds[kind], 3, 'latin1');
  head.writeUInt32LE(payload.length, 4);
  head.writeUInt32LE(checksum(head, payload), 8);
  return Buffer.concat([head, payload]);
}

/** Reads the head of a frame; undefined where none stands there. */
export function frameHead(head: Buffer): { kind: FrameKind; length: number; checksum: number } | undefined {
  const found = Object.entries(frameKinds).find(([, letter]) => letter === head.toString('latin1', 3, 4));
  if (found === undefined || !head.subarray(0, 3).equals(frameMagic)) return undefined;
  return { kind: found[0] as FrameKind, length: head.readUInt32LE(4), checksum: head.readUInt32LE(8) };
}

/** Covers kind, length and payload of a frame. */
export function checksum(head: Buffer, payload: Uint8Array): number {
  return crc32(payload, crc32(head.subarray(0, 8)));
}
