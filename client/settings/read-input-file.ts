import { closeSync, constants, openSync, readSync, type Stats, statSync } from 'node:fs';
import { UsageError } from './run-errors.ts';
import { systemErrorInWords } from './system-error.ts';

const mebibyte = 1024 * 1024;
const defaultMaxBytes = mebibyte;
const maxWaitMs = 5000;
const pollMs = 5;

export interface InputFileOptions {
  /** Default: 1 MiB. */
  maxBytes?: number;
  /** How long a pipe may take to bring its content. Default: 5000. */
  maxWaitMs?: number;
}

/**
 * Reads a file that the user named: a regular file or a pipe (`<(vault read …)`), up to a size and for a limited time.
 * @param name the option, variable or kind of file, for messages
 * @throws UsageError with the reason and a remedy
 */
export function readInputFile(path: string, name: string, options: InputFileOptions = {}): Buffer {
  const refuse = (reason: string): never => {
    throw new UsageError(`cannot read ${name} ${path}: ${reason}`);
  };
  let file: number;
  let stats: Stats;
  try {
    // Before opening, as opening some devices has an effect.
    stats = statSync(path);
    const kind = kindInWords(stats);
    if (kind !== undefined) return refuse(`it is ${kind}; name a file or a pipe`);
    // A pipe without a writer would block here, and each read of an empty one below.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return refuse(systemErrorInWords(error));
  }
  try {
    return readBounded(file, stats.isFIFO(), { ...options, refuse });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return refuse(systemErrorInWords(error));
  } finally {
    closeSync(file);
  }
}

/** The text of such a file; a byte order mark at its beginning is left out. @throws UsageError also when it is not UTF-8 */
export function readInputText(path: string, name: string, options: InputFileOptions = {}): string {
  const bytes = readInputFile(path, name, options);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`cannot read ${name} ${path}: it is not UTF-8 text; save it as UTF-8`);
  }
}

/** What a path names that is neither a regular file nor a pipe. */
function kindInWords(stats: Stats): string | undefined {
  if (stats.isFile() || stats.isFIFO()) return undefined;
  if (stats.isDirectory()) return 'a folder';
  return stats.isSocket() ? 'a socket' : 'a device';
}

interface Bounds extends InputFileOptions {
  refuse(reason: string): never;
}

function readBounded(file: number, isPipe: boolean, { refuse, ...bounds }: Bounds): Buffer {
  const { maxBytes = defaultMaxBytes, maxWaitMs: waitMs = maxWaitMs } = bounds;
  const deadlineMs = performance.now() + waitMs;
  const chunks: Buffer[] = [];
  const chunk = Buffer.allocUnsafe(64 * 1024);
  let bytes = 0;
  for (;;) {
    const read = readChunk(file, chunk);
    // A pipe that brought nothing yet may have no writer yet.
    const isEnd = read === 0 && !(isPipe && bytes === 0);
    if (isEnd) return Buffer.concat(chunks);
    if (read !== undefined && read > 0) {
      bytes += read;
      if (bytes > maxBytes) refuse(`it is larger than ${maxBytes / mebibyte} MiB; is it the right file?`);
      chunks.push(Buffer.from(chunk.subarray(0, read)));
    } else {
      Atomics.wait(sleeper, 0, 0, pollMs);
    }
    if (performance.now() > deadlineMs) {
      const found = bytes === 0 ? 'brought nothing' : 'did not end';
      refuse(`it ${found} within ${waitMs / 1000} s; does the command that writes it succeed?`);
    }
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** @returns the bytes read; 0 at the end; undefined when a pipe has none now */
function readChunk(file: number, chunk: Buffer): number | undefined {
  try {
    return readSync(file, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}
