import type { AnswerKind } from '../record/answer-kind.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { CallPool, WireResult } from './call-pool.ts';
import { type Cancel, type LoadClock, realClock } from './clock.ts';

export interface EngineOptions {
  pool: CallPool;
  record: RunRecord;
  /** Which of the record's senders this is: it sends calls `sender`, `sender + senders`, and so on; default: the first. */
  sender?: number;
  /** When the schedule starts, on the clock. */
  startMs: number;
  /** How long a call may wait for a connection before it is given up as unsent. */
  callTimeoutMs: number;
  /** Called with each result and the number of its call. */
  judge: (result: WireResult, n: number) => AnswerKind;
  signal?: AbortSignal;
  clock?: LoadClock;
}

/** Timers tick in whole milliseconds, so the last stretch before a call is waited out turn by turn of the event loop. */
const spinMs = 1.2;
const giveUpEveryMs = 50;

/**
 * Sends each call when it is due, however the earlier calls fare (open model). Resolves when the last call has ended or the
 * signal aborts. A call that finds no free connection waits for one, in order, and the record shows its lag.
 * @throws Error when nobody took the record's calls out in time
 */
export function runEngine(options: EngineOptions): Promise<void> {
  const { pool, record, sender = 0, startMs, callTimeoutMs, judge, signal, clock = realClock } = options;
  const { schedule, senders } = record;
  const calls = Math.ceil((schedule.calls - sender) / senders);
  const waiting = new WaitingCalls();
  let next = sender;
  let ended = 0;
  let finished = false;

  return new Promise((resolve, reject) => {
    let cancelTimer: Cancel = () => {};
    const finish = () => {
      finished = true;
      cancelTimer();
      stopGivingUp();
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
      const sentMs = pool.send((result, nowMs) => end(n, judge(result, n), nowMs));
      if (sentMs === undefined) return false;
      record.send(n, sentMs - startMs);
      return true;
    };
    const sendWaiting = () => waiting.takeWhile(trySend);
    const giveUpWaiting = () => {
      const nowMs = clock.nowMs();
      waiting.takeWhile((n) => {
        if (nowMs - startMs - schedule.dueMs(n) < callTimeoutMs) return false;
        end(n, pool.connectFault === undefined ? 'unsent' : 'unreachable', nowMs);
        return true;
      });
    };

    const sendDue = () => {
      let nowMs = clock.nowMs() - startMs;
      while (next < schedule.calls && schedule.dueMs(next) <= nowMs) {
        record.setDue(next + senders, sender);
        if (waiting.any) pool.keepSpare();
        if (waiting.any || !trySend(next)) waiting.add(next);
        next += senders;
        nowMs = clock.nowMs() - startMs;
      }
      if (next >= schedule.calls) return;
      const leftMs = schedule.dueMs(next) - nowMs;
      if (leftMs > spinMs) cancelTimer = clock.after(Math.max(1, Math.floor(leftMs - spinMs)), turn);
      else clock.nextTurn(turn);
    };
    const turn = () => {
      if (finished) return;
      try {
        sendDue();
      } catch (error) {
        reject(error);
        finish();
      }
    };

    const stopGivingUp = clock.every(giveUpEveryMs, giveUpWaiting);
    pool.onIdle = sendWaiting;
    signal?.addEventListener('abort', finish);
    if (signal?.aborted || calls <= 0) finish();
    else turn();
  });
}

/** Numbers of calls that are due and wait for a connection, the longest-waiting first. */
class WaitingCalls {
  #calls: number[] = [];
  #first = 0;

  get any(): boolean {
    return this.#first < this.#calls.length;
  }

  add(n: number): void {
    this.#calls.push(n);
  }

  /** Takes calls out from the front while `take` returns true. */
  takeWhile(take: (n: number) => boolean): void {
    while (this.any && take(this.#calls[this.#first] as number)) this.#first += 1;
    if (this.any) return;
    this.#calls = [];
    this.#first = 0;
  }
}
