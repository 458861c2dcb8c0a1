import { randomInt } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Secrets } from '../../client/credentials/secrets.ts';
import type { Pull } from '../../client/judge/knowledge.ts';
import type { EditionId } from '../../spec/generated/contract.ts';
import { AnswerJudge, type Baseline } from '../judge/answer-judge.ts';
import type { JudgedAnswers } from '../judge/judged-answers.ts';
import { type RecordColumns, RunRecord } from '../record/run-record.ts';
import { createSchedule, type Stage } from '../schedule/schedule.ts';
import type { WireResult } from './call-pool.ts';
import { type LoadClock, pause, realClock } from './clock.ts';
import { ConnectionPool, type PoolOptions, type PoolParts } from './connection-pool.ts';
import { DistinctAnswers } from './distinct-answers.ts';
import { runEngine } from './engine.ts';

/** Plain data, so that it can be handed to another thread. */
export interface SenderOptions {
  /** Its number, from 0. */
  sender: number;
  /** The request's query has `random=` and `minRandom`, which another number replaces in each call (C2). */
  pool: PoolOptions;
  edition: EditionId;
  /** Texts that a report must not contain. */
  secrets: string[];
}

/** What tests replace. */
export type SenderParts = Omit<PoolParts, 'compose'>;

/** One schedule, which the senders share. */
export interface SenderWork {
  stages: Stage[];
  /** Memory of the record, shared by all senders. */
  columns: RecordColumns;
  senders: number;
  /** When the schedule starts, on the clock that all threads share. */
  startMs: number;
}

/** What a sender saw since it was made. */
export interface SenderResult extends JudgedAnswers {
  connections: { max: number; lost: number };
  /** How late the event loop was, in ms. */
  loopDelayMs: { p99: number; max: number };
}

/** Ten digits, as every random number of a run has, so that another number can be written over it. */
export const minRandom = 1_000_000_000;
const marker = `random=${minRandom}`;
const connectionsEveryMs = 100;
const connectionPollMs = 5;

/** One thread's share of a load: its own connections, and a judge of their answers. */
export class Sender {
  readonly pool: ConnectionPool;
  readonly judge: AnswerJudge;
  readonly #options: SenderOptions;
  readonly #clock: LoadClock;
  readonly #secrets = new Secrets();
  readonly #loopDelay = monitorEventLoopDelay({ resolution: 5 });
  #maxConnections = 0;

  constructor(options: SenderOptions, parts: SenderParts = {}) {
    this.#options = options;
    this.#clock = parts.clock ?? realClock;
    for (const secret of options.secrets) this.#secrets.add(secret);
    this.judge = new AnswerJudge(options.edition, JSON.parse(options.pool.body) as Pull, this.#secrets);
    this.pool = new ConnectionPool(options.pool, { ...parts, compose: withNewRandom });
  }

  /** What every answer of the load must equal. */
  set baseline(baseline: Baseline) {
    this.judge.baseline = baseline;
  }

  /** Sends its share of a schedule. Resolves when its last call has ended, or the signal aborts. */
  async run({ stages, columns, senders, startMs }: SenderWork, signal: AbortSignal): Promise<void> {
    const schedule = createSchedule(stages);
    const { sender, pool, edition } = this.#options;
    const record = new RunRecord(schedule, schedule.calls, senders, columns);
    const { answers } = columns;
    const distinct = answers && new DistinctAnswers(edition, this.#secrets, answers.texts, sender);
    this.#loopDelay.enable();
    const stopCounting = this.#clock.every(connectionsEveryMs, () => this.#countConnections());
    try {
      await runEngine({
        pool: this.pool,
        record,
        sender,
        startMs,
        callTimeoutMs: pool.callTimeoutMs,
        judge: (result, n) => {
          if (distinct !== undefined) record.noteAnswer(n, distinct.recorded(result));
          return this.judge.judge(result);
        },
        signal,
        clock: this.#clock,
      });
    } finally {
      stopCounting();
      this.#countConnections();
      this.#loopDelay.disable();
    }
  }

  /** Makes one call outside of any schedule. */
  async callOnce(signal: AbortSignal): Promise<WireResult> {
    const { pool } = this;
    const deadlineMs = this.#clock.nowMs() + this.#options.pool.callTimeoutMs;
    while (pool.idleCount === 0) {
      const late = this.#clock.nowMs() > deadlineMs;
      const { connectFault } = pool;
      if (late || signal.aborted || connectFault !== undefined)
        return { kind: 'reset', reason: connectFault ?? 'no connection could be made' };
      await pause(this.#clock, connectionPollMs);
    }
    return new Promise((resolve) => {
      pool.send(resolve);
      signal.addEventListener('abort', () => resolve({ kind: 'reset', reason: 'the run was stopped' }));
    });
  }

  result(): SenderResult {
    const { judged, broken, breaches } = this.judge;
    return {
      judged,
      broken,
      breaches,
      connections: { max: this.#maxConnections, lost: this.pool.connectionsLost },
      loopDelayMs: {
        p99: milliseconds(this.#loopDelay.percentile(99)),
        max: milliseconds(this.#loopDelay.max),
      },
    };
  }

  close(): void {
    this.pool.close();
  }

  #countConnections(): void {
    this.#maxConnections = Math.max(this.#maxConnections, this.pool.openCount);
  }
}

/** The request with a random number of its own (C2). */
function withNewRandom(template: Buffer): Buffer {
  const bytes = Buffer.from(template);
  const at = bytes.indexOf(marker, 0, 'latin1');
  if (at >= 0) bytes.write(String(randomInt(minRandom, 2 ** 32)), at + 'random='.length, 'latin1');
  return bytes;
}

function milliseconds(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? Math.round(nanoseconds / 1e3) / 1e3 : 0;
}
