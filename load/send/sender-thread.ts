import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Baseline } from '../judge/answer-judge.ts';
import { Sender, type SenderOptions, type SenderResult, type SenderWork } from './sender.ts';

type Order = { kind: 'baseline'; baseline: Baseline } | { kind: 'run'; work: SenderWork } | { kind: 'stop' };
type Word = { kind: 'ready' } | { kind: 'untrusted'; peer: string } | { kind: 'done'; result: SenderResult };

/** On Node 20 the loader of TypeScript does not reach into threads by itself. */
const threadStart = `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
  .then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}); })`;

/** A sender in a thread of its own, for loads that one core is not enough for. */
export class SenderThread {
  readonly #worker: Worker;
  readonly #signal: AbortSignal;
  #done: ((result: SenderResult) => void) | undefined;
  #failed: (error: Error) => void = () => {};
  /** Resolves when the thread can take work; rejects when it ended without being asked. */
  readonly ready: Promise<void>;

  /** @param onUntrusted told once, when a peer's certificate did not verify */
  constructor(options: SenderOptions, signal: AbortSignal, onUntrusted: (peer: string) => void) {
    this.#signal = signal;
    this.#worker = new Worker(threadStart, { eval: true, workerData: options, execArgv: [] });
    this.ready = new Promise((resolve, reject) => {
      this.#failed = reject;
      this.#worker.on('message', (word: Word) => {
        if (word.kind === 'ready') resolve();
        else if (word.kind === 'untrusted') onUntrusted(word.peer);
        else this.#done?.(word.result);
      });
      this.#worker.on('error', (error) => this.#failed(error as Error));
      this.#worker.on('exit', () => this.#failed(new Error('a sending thread ended before its time')));
    });
    // Whoever waits for it is told; a run that ends before needs nobody told.
    this.ready.catch(() => {});
    signal.addEventListener('abort', () => this.#order({ kind: 'stop' }));
  }

  setBaseline(baseline: Baseline): void {
    this.#order({ kind: 'baseline', baseline });
  }

  /** Sends its share of a schedule; resolves when the last answer has come, or the signal aborted. */
  run(work: SenderWork): Promise<SenderResult> {
    return new Promise((resolve, reject) => {
      this.#done = resolve;
      this.#failed = reject;
      this.#order({ kind: 'run', work });
      if (this.#signal.aborted) this.#order({ kind: 'stop' });
    });
  }

  async close(): Promise<void> {
    this.#failed = () => {};
    await this.#worker.terminate();
  }

  #order(order: Order): void {
    this.#worker.postMessage(order);
  }
}

/** The thread's own side. */
function serve(port: NonNullable<typeof parentPort>, options: SenderOptions): void {
  const sender = new Sender(options);
  const say = (word: Word) => port.postMessage(word);
  let stop = new AbortController();
  sender.pool.onUntrusted = () => say({ kind: 'untrusted', peer: sender.pool.untrustedPeer ?? '' });
  port.on('message', async (order: Order) => {
    if (order.kind === 'baseline') sender.baseline = order.baseline;
    else if (order.kind === 'stop') stop.abort();
    else if (order.kind === 'run') {
      stop = new AbortController();
      await sender.run(order.work, stop.signal);
      say({ kind: 'done', result: sender.result() });
    }
  });
  say({ kind: 'ready' });
}

if (!isMainThread && parentPort !== null) serve(parentPort, workerData as SenderOptions);
