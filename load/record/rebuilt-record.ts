import type { ReadPart } from './read-record.ts';
import { frame, parquetMagic } from './record-layout.ts';
import type { RecordRows } from './record-parts.ts';
import { rowGroup } from './record-writer.ts';

/** For tests: the bytes of a record with some rows of its first group changed, without a footer. */
export function rebuilt(parts: readonly ReadPart[], change: (rows: RecordRows) => void): Buffer {
  let bytes = parquetMagic;
  let isFirst = true;
  for (const part of parts) {
    if (part.kind === 'calls') {
      if (isFirst) change(part.rows);
      isFirst = false;
      bytes = Buffer.concat([bytes, ...rowGroup(part.rows, bytes.length).bytes]);
    } else {
      const { kind, ...value } = part;
      bytes = Buffer.concat([bytes, frame(kind, Buffer.from(JSON.stringify(Object.values(value)[0])))]);
    }
  }
  return bytes;
}
