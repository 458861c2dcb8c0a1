import type { AnswerKind } from '../record/answer-kind.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { ConnectionPool, WireResult } from './connection-pool.ts';

export interface EngineOptions {
  pool: ConnectionPool;
  record: RunRecord;
  /** Of the record's senders, which one this is: it sends every call whose number leaves this rest. */
  sender?: number;
  /** When the schedule starts, on performance.now()'s clock. */
  startMs: number;
  /** How long a call may wait for a connection before it is given up as never sent. */
  callTimeoutMs: number;
  judge: (result: WireResult) => AnswerKind;
  signal?: AbortSignal;
}

/** Timers tick in whole milliseconds; the last stretch before a call is waited out turn by turn of the event loop. */
const spinMs = 1.2;

/**
 * Sends each call when it is due, however the earlier ones fare (open model), and resolves when the last has ended or the
 * signal aborts. A call that finds no free connection waits for one, in order, and its lag is on record.
 * @throws Error when the record was not kept free
 */
export function runEngine(options: EngineOptions): Promise<void> {
  const { pool, record, sender = 0, startMs, callTimeoutMs, judge, signal } = options;
  const { schedule, senders } = record;
  const calls = Math.ceil((schedule.calls - sender) / senders);
  let next = sender;
  let ended = 0;
  /** Calls that are due and wait for a connection; those before `firstWaiting` have left. */
  let waiting: number[] = [];
  let firstWaiting = 0;

  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let immediate: NodeJS.Immediate | undefined;
    const finish = () => {
      clearTimeout(timer);
      clearImmediate(immediate);
      clearInterval(expiry);
      pool.onIdle = () => {};
      signal?.removeEventListener('abort', finish);
      resolve();
    };

    const end = (n: number, kind: AnswerKind, nowMs: number) => {
      if (signal?.aborted) return;
      record.end(n, kind, nowMs - startMs, sender);
      ended += 1;
      if (ended === calls) finish();
    };
    const trySend = (n: number): boolean => {
      const sentMs = pool.send((result, nowMs) => end(n, judge(result), nowMs));
      if (sentMs === undefined) return false;
      record.send(n, sentMs - startMs);
      return true;
    };
    const sendWaiting = () => {
      while (firstWaiting < waiting.length && trySend(waiting[firstWaiting] as number)) firstWaiting += 1;
      if (firstWaiting === waiting.length) {
        waiting = [];
        firstWaiting = 0;
      }
    };
    const giveUpWaiting = () => {
      const nowMs = performance.now();
      for (; firstWaiting < waiting.length; firstWaiting += 1) {
        const n = waiting[firstWaiting] as number;
        if (nowMs - startMs - schedule.dueMs(n) < callTimeoutMs) break;
        end(n, pool.connectFault === undefined ? 'unsent' : 'unreachable', nowMs);
      }
    };

    const sendDue = () => {
      let nowMs = performance.now() - startMs;
      while (next < schedule.calls && schedule.dueMs(next) <= nowMs) {
        record.setDue(next + senders, sender);
        if (firstWaiting < waiting.length) pool.keepSpare();
        if (firstWaiting < waiting.length || !trySend(next)) waiting.push(next);
        next += senders;
        nowMs = performance.now() - startMs;
      }
      if (next >= schedule.calls) return;
      const leftMs = schedule.dueMs(next) - nowMs;
      if (leftMs > spinMs) timer = setTimeout(turn, Math.max(1, Math.floor(leftMs - spinMs)));
      else immediate = setImmediate(turn);
    };
    const turn = () => {
      try {
        sendDue();
      } catch (error) {
        reject(error);
        finish();
      }
    };

    const expiry = setInterval(giveUpWaiting, 50);
    pool.onIdle = sendWaiting;
    signal?.addEventListener('abort', finish);
    if (signal?.aborted || calls <= 0) finish();
    else turn();
  });
}
