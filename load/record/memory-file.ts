import type { RecordInput } from './read-record.ts';
import type { RecordOutput } from './record-writer.ts';

/** A file in memory, for tests: what a record's writer has written so far. */
export class MemoryFile implements RecordOutput, RecordInput {
  readonly name = 'the record';
  #bytes: Buffer;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#bytes = bytes;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  truncate(length: number): void {
    this.#bytes = this.#bytes.subarray(0, length);
  }

  write(bytes: Uint8Array, at: number): void {
    this.#bytes = Buffer.concat([this.#bytes.subarray(0, at), bytes]);
  }

  read(at: number, length: number): Buffer {
    return this.#bytes.subarray(at, at + length);
  }
}
