import { randomInt } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Secrets } from '../../client/credentials/secrets.ts';
import type { EditionId } from '../../spec/generated/contract.ts';
import { AnswerJudge, type Baseline, type Breach } from '../judge/answer-judge.ts';
import { type RecordColumns, RunRecord } from '../record/run-record.ts';
import { createSchedule, type Stage } from '../schedule/schedule.ts';
import { ConnectionPool, type PoolOptions } from './connection-pool.ts';
import { runEngine } from './engine.ts';

/** What a sender is made of; can be handed to another thread. */
export interface SenderOptions {
  /** Its number, from 0. */
  sender: number;
  /** The request's query has `random=` and `leastRandom`, which gives way to another number in each call (C2). */
  pool: Omit<PoolOptions, 'compose'>;
  edition: EditionId;
  /** Texts that a report must not hold. */
  secrets: string[];
}

/** One schedule, to be sent in shares. */
export interface SenderWork {
  stages: Stage[];
  /** Memory of the record, shared by all senders. */
  columns: RecordColumns;
  senders: number;
  /** When the schedule starts, on the machine's monotonic clock as `monotonicMs` reads it. */
  startMs: number;
}

/** What a sender saw, from the start of the run. */
export interface SenderResult {
  judged: number;
  broken: number;
  breaches: Breach[];
  connections: { most: number; lost: number };
  /** How much later than asked for its event loop came round, in ms. */
  loopDelayMs: { p99: number; max: number };
}

/** Ten digits, like every random number of a run, so that one can be written over another. */
export const leastRandom = 1_000_000_000;
const marker = `random=${leastRandom}`;
const connectionsEveryMs = 100;

/** A clock that all threads of the process share, in ms. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** One thread's share of a load: connections of its own, and a judge of what comes back on them. */
export class Sender {
  readonly pool: ConnectionPool;
  readonly judge: AnswerJudge;
  readonly #options: SenderOptions;
  readonly #loopDelay = monitorEventLoopDelay({ resolution: 5 });
  #mostConnections = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
    const secrets = new Secrets();
    for (const secret of options.secrets) secrets.add(secret);
    this.judge = new AnswerJudge(options.edition, (text) => secrets.masked(text));
    this.pool = new ConnectionPool({ ...options.pool, compose: withNewRandom });
  }

  /** What every answer of the load has to equal. */
  set baseline(baseline: Baseline) {
    this.judge.baseline = baseline;
  }

  /** Sends its share of a schedule; resolves when the last answer has come, or the signal aborts. */
  async run({ stages, columns, senders, startMs }: SenderWork, signal: AbortSignal): Promise<void> {
    const schedule = createSchedule(stages);
    const { sender, pool } = this.#options;
    this.#loopDelay.enable();
    const counting = setInterval(() => this.#countConnections(), connectionsEveryMs);
    try {
      await runEngine({
        pool: this.pool,
        record: new RunRecord(schedule, schedule.calls, senders, columns),
        sender,
        startMs: startMs - monotonicMs() + performance.now(),
        callTimeoutMs: pool.callTimeoutMs,
        judge: (result) => this.judge.judge(result),
        signal,
      });
    } finally {
      clearInterval(counting);
      this.#countConnections();
      this.#loopDelay.disable();
    }
  }

  result(): SenderResult {
    const { judged, broken, breaches } = this.judge;
    return {
      judged,
      broken,
      breaches,
      connections: { most: this.#mostConnections, lost: this.pool.connectionsLost },
      loopDelayMs: {
        p99: milliseconds(this.#loopDelay.percentile(99)),
        max: milliseconds(this.#loopDelay.max),
      },
    };
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  #countConnections(): void {
    this.#mostConnections = Math.max(this.#mostConnections, this.pool.openCount);
  }
}

/** The call with a random number of its own (C2). */
function withNewRandom(template: Buffer): Buffer {
  const bytes = Buffer.from(template);
  const at = bytes.indexOf(marker, 0, 'latin1');
  if (at >= 0) bytes.write(String(randomInt(leastRandom, 2 ** 32)), at + 'random='.length, 'latin1');
  return bytes;
}

function milliseconds(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? Math.round(nanoseconds / 1e3) / 1e3 : 0;
}
