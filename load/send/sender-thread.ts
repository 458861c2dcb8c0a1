import { isMainThread, parentPort, type Worker, workerData } from 'node:worker_threads';
import type { Baseline } from '../judge/answer-judge.ts';
import { typescriptWorker } from '../typescript-worker.ts';
import { Sender, type SenderOptions, type SenderResult, type SenderWork } from './sender.ts';

type MessageToThread =
  | { kind: 'baseline'; baseline: Baseline }
  | { kind: 'run'; work: SenderWork }
  | { kind: 'stop' };
type MessageFromThread =
  | { kind: 'ready' }
  | { kind: 'untrusted'; peer: string }
  | { kind: 'done'; result: SenderResult };

/** A sender in a thread of its own, for loads that need more than one core. */
export class SenderThread {
  readonly #worker: Worker;
  readonly #signal: AbortSignal;
  #done: ((result: SenderResult) => void) | undefined;
  #failed: (error: Error) => void = () => {};
  /** Resolves when the thread can take work; rejects when it ended unasked. */
  readonly ready: Promise<void>;

  /** @param onUntrusted called once, when the certificate of a peer did not verify */
  constructor(options: SenderOptions, signal: AbortSignal, onUntrusted: (peer: string) => void) {
    this.#signal = signal;
    this.#worker = typescriptWorker(import.meta.url, options);
    this.ready = new Promise((resolve, reject) => {
      this.#failed = reject;
      this.#worker.on('message', (message: MessageFromThread) => {
        if (message.kind === 'ready') resolve();
        else if (message.kind === 'untrusted') onUntrusted(message.peer);
        else this.#done?.(message.result);
      });
      this.#worker.on('error', (error) => this.#failed(error as Error));
      this.#worker.on('exit', () => this.#failed(new Error('a sending thread ended before its time')));
    });
    // Whoever waits for it sees the rejection; a run that ends before that need not.
    this.ready.catch(() => {});
    signal.addEventListener('abort', () => this.#post({ kind: 'stop' }));
  }

  setBaseline(baseline: Baseline): void {
    this.#post({ kind: 'baseline', baseline });
  }

  /** Sends its share of a schedule. Resolves when its last call has ended, or the signal aborted; rejects when the thread ends. */
  run(work: SenderWork): Promise<SenderResult> {
    return new Promise((resolve, reject) => {
      this.#done = resolve;
      this.#failed = reject;
      this.#post({ kind: 'run', work });
      if (this.#signal.aborted) this.#post({ kind: 'stop' });
    });
  }

  async close(): Promise<void> {
    this.#failed = () => {};
    await this.#worker.terminate();
  }

  #post(message: MessageToThread): void {
    this.#worker.postMessage(message);
  }
}

/** Runs in the thread. */
function serve(port: NonNullable<typeof parentPort>, options: SenderOptions): void {
  const sender = new Sender(options);
  const post = (message: MessageFromThread) => port.postMessage(message);
  let stop = new AbortController();
  sender.pool.onUntrusted = () => post({ kind: 'untrusted', peer: sender.pool.untrustedPeer ?? '' });
  port.on('message', async (message: MessageToThread) => {
    if (message.kind === 'baseline') sender.baseline = message.baseline;
    else if (message.kind === 'stop') stop.abort();
    else if (message.kind === 'run') {
      stop = new AbortController();
      await sender.run(message.work, stop.signal);
      post({ kind: 'done', result: sender.result() });
    }
  });
  post({ kind: 'ready' });
}

if (!isMainThread && parentPort !== null) serve(parentPort, workerData as SenderOptions);
