import { closeSync, ftruncateSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isMainThread, parentPort, type Worker, workerData } from 'node:worker_threads';
import { UsageError } from '../../client/settings/run-errors.ts';
import { typescriptWorker } from '../typescript-worker.ts';
import type { RecordPart, RecordSink } from './record-parts.ts';
import { type RecordOutput, RecordWriter } from './record-writer.ts';

type MessageToThread = RecordPart | { kind: 'close' };
type MessageFromThread = { kind: 'fault'; code: string } | { kind: 'closed' };

/** About the size of a call in the file, in bytes, and of everything else. */
const bytesPerCall = 24;
const bytesBesides = 1024 * 1024;

/**
 * A record of calls in a file, written by a thread of its own: encoding it takes milliseconds in which no call could be sent.
 */
export class RecordFile implements RecordSink {
  readonly path: string;
  readonly #descriptor: number;
  readonly #onFault: (problem: string) => void;
  #worker: Worker | undefined;
  #closed: () => void = () => {};
  #isOpen = true;
  #holdsRun = false;
  #fault: string | undefined;

  /**
   * Creates the file.
   * @param calls how many calls the run plans
   * @param onFault called once, as soon as the file cannot be written; the record then ends there
   * @throws UsageError when the file exists, cannot be created, or will not fit on its disk
   */
  constructor(path: string, calls: number, onFault: (problem: string) => void) {
    this.path = path;
    this.#onFault = onFault;
    try {
      this.#descriptor = openSync(path, 'wx');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UsageError(
        code === 'EEXIST'
          ? `--record ${path}: the file exists; give another name, or remove it`
          : `--record ${path}: the file cannot be created (${code}); give another path`,
      );
    }
    const { bavail, bsize } = statfsSync(dirname(path));
    const neededBytes = calls * bytesPerCall + bytesBesides;
    if (bavail * bsize >= neededBytes) return;
    closeSync(this.#descriptor);
    rmSync(path);
    throw new UsageError(
      `--record ${path}: the record needs up to ${megabytes(neededBytes)} MB, and ${megabytes(bavail * bsize)} MB are free there; give another path`,
    );
  }

  put(part: RecordPart): void {
    this.#holdsRun ||= part.kind === 'calls' || (part.kind === 'facts' && part.facts.ended);
    this.#worker ??= this.#started();
    this.#worker.postMessage(part satisfies MessageToThread);
  }

  /**
   * Waits until everything is written. A file of a run that made no call and had no result is removed.
   * @returns why the record is not whole; undefined when it is
   */
  async close(): Promise<string | undefined> {
    if (!this.#isOpen) return this.#fault;
    this.#isOpen = false;
    await this.#ended();
    closeSync(this.#descriptor);
    if (!this.#holdsRun) rmSync(this.path, { force: true });
    return this.#fault;
  }

  async #ended(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      worker.postMessage({ kind: 'close' } satisfies MessageToThread);
    });
    await worker.terminate();
  }

  #started(): Worker {
    const worker = typescriptWorker(import.meta.url, this.#descriptor);
    worker.on('message', (message: MessageFromThread) => {
      if (message.kind === 'closed') this.#closed();
      else this.#noteFault(message.code);
    });
    worker.on('error', (error) => {
      this.#noteFault(String(error.message));
      this.#closed();
    });
    worker.on('exit', () => this.#closed());
    return worker;
  }

  #noteFault(code: string): void {
    if (this.#fault !== undefined) return;
    this.#fault = `the record ${this.path} is not whole: it could not be written (${code})`;
    this.#onFault(this.#fault);
  }
}

/** A file as the output of a writer. */
function outputTo(descriptor: number): RecordOutput {
  return {
    truncate: (length) => ftruncateSync(descriptor, length),
    write(bytes, at) {
      for (let written = 0; written < bytes.length; )
        written += writeSync(descriptor, bytes, written, bytes.length - written, at + written);
    },
  };
}

/** Runs in the thread. */
function serve(port: NonNullable<typeof parentPort>, descriptor: number): void {
  const writer = new RecordWriter(outputTo(descriptor));
  const post = (message: MessageFromThread) => port.postMessage(message);
  let failed = false;
  const attempt = (write: () => void) => {
    if (failed) return;
    try {
      write();
    } catch (error) {
      failed = true;
      const { code, message } = error as NodeJS.ErrnoException;
      post({ kind: 'fault', code: code ?? message });
    }
  };
  port.on('message', (message: MessageToThread) => {
    if (message.kind !== 'close') return attempt(() => writer.put(message));
    attempt(() => writer.flush());
    post({ kind: 'closed' });
  });
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

if (!isMainThread && parentPort !== null) serve(parentPort, workerData as number);
