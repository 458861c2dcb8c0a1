import { peakRate, type Schedule } from '../schedule/schedule.ts';
import { type Admission, type AnswerKind, answerKinds, meanings } from './answer-kind.ts';
import { type BodyTexts, emptyTexts } from './body-texts.ts';

/** The record's memory, which the threads of a run share. Times in ms from the schedule's start; NaN: did not happen. */
export interface RecordColumns {
  /** Of a run whose record is kept: the answer to each call. */
  answers?: AnswerColumns;
  sentMs: Float64Array;
  answeredMs: Float64Array;
  kinds: Uint8Array;
  /** One entry per sender: the number of its first call that is not due yet. */
  due: Int32Array;
  /** One entry: the number of the first call that has not been released. */
  released: Int32Array;
  /** How many calls ended in each kind: one row of kinds per sender. */
  counts: Int32Array;
}

/** The answer to each call. */
export interface AnswerColumns {
  /** HTTP status; 0 without an answer. */
  statuses: Uint16Array;
  /** ErrorCode; `noErrorCode` where the answer has none. */
  errorCodes: Int32Array;
  /** Number of the distinct body, from 1; 0 where none is kept. */
  bodies: Int32Array;
  texts: BodyTexts;
}

/** An answer as the record keeps it; null: it has none. */
export interface RecordedAnswer {
  status: number | null;
  errorCode: number | null;
  body: number | null;
}

const noErrorCode = -(2 ** 31);
const pending = answerKinds.indexOf('pending');
/** The largest number of calls in a schedule: they are counted in 32 bits. */
export const maxCalls = 2 ** 31 - 1;

/**
 * What happened to each call, from the moment it is due until the run's tally has taken it. A ring holds 17 bytes for each
 * call, so its size depends on the number of calls that can be under way, not on the length of the run. Times are kept in
 * whole microseconds, as in the file that a record can be written to: whatever is computed from either is the same.
 */
export class RunRecord {
  readonly schedule: Schedule;
  readonly columns: RecordColumns;
  readonly senders: number;
  readonly #slots: number;

  /**
   * @param slots calls that the ring holds; default: all of the schedule
   * @param senders how many senders share the schedule
   * @param columns memory of another thread's record of the same run; default: new memory
   * @param keepsAnswers whether new memory has room for the answers
   */
  constructor(
    schedule: Schedule,
    slots = schedule.calls,
    senders = 1,
    columns?: RecordColumns,
    keepsAnswers = false,
  ) {
    this.schedule = schedule;
    this.columns =
      columns ?? emptyColumns(Math.max(1, Math.min(slots, schedule.calls)), senders, keepsAnswers);
    this.senders = senders;
    this.#slots = this.columns.kinds.length;
  }

  /** The number of the first call that is not due yet. */
  get due(): number {
    return Math.min(this.schedule.calls, ...this.columns.due);
  }

  /**
   * Records that all of a sender's calls before `n` are due.
   * @throws Error when the ring has no room: calls that ended were not released in time
   */
  setDue(n: number, sender = 0): void {
    if (n - (this.columns.released[0] as number) >= this.#slots + this.senders)
      throw new Error('the harness could not take its own record in time');
    this.columns.due[sender] = n;
  }

  /** How many calls of all senders ended in this kind. */
  count(kind: AnswerKind): number {
    let count = 0;
    for (let sender = 0; sender < this.senders; sender += 1)
      count += this.columns.counts[sender * answerKinds.length + answerKinds.indexOf(kind)] as number;
    return count;
  }

  kind(n: number): AnswerKind {
    // An atomic load also makes the times visible that the sender wrote before.
    return answerKinds[Atomics.load(this.columns.kinds, n % this.#slots)] as AnswerKind;
  }

  admission(n: number): Admission {
    return meanings[this.kind(n)].admission;
  }

  sentMs(n: number): number {
    return this.columns.sentMs[n % this.#slots] as number;
  }

  /** When the answer was complete, or when the harness gave the call up. */
  answeredMs(n: number): number {
    return this.columns.answeredMs[n % this.#slots] as number;
  }

  wasSent(n: number): boolean {
    return !Number.isNaN(this.sentMs(n));
  }

  /** How much later than due a call was sent, in ms; NaN for a call that was never sent. */
  lagMs(n: number): number {
    return this.sentMs(n) - this.schedule.dueMs(n);
  }

  /** Records that call `n` is being sent. */
  send(n: number, nowMs: number): void {
    this.columns.sentMs[n % this.#slots] = wholeMicroseconds(nowMs);
  }

  /** Records the answer to call `n`, before its end. Does nothing in a record that keeps no answers. */
  noteAnswer(n: number, { status, errorCode, body }: RecordedAnswer): void {
    const { answers } = this.columns;
    if (answers === undefined) return;
    const slot = n % this.#slots;
    answers.statuses[slot] = status ?? 0;
    answers.errorCodes[slot] = errorCode ?? noErrorCode;
    answers.bodies[slot] = body ?? 0;
  }

  /** The answer to a call that ended; all null in a record that keeps no answers. */
  answer(n: number): RecordedAnswer {
    const { answers } = this.columns;
    const slot = n % this.#slots;
    const errorCode = answers?.errorCodes[slot] ?? noErrorCode;
    return {
      status: answers?.statuses[slot] || null,
      errorCode: errorCode === noErrorCode ? null : errorCode,
      body: answers?.bodies[slot] || null,
    };
  }

  /** Records how call `n` ended. A second ending replaces the first. */
  end(n: number, kind: AnswerKind, nowMs: number, sender = 0): void {
    const { kinds, counts, answeredMs } = this.columns;
    const slot = n % this.#slots;
    const first = sender * answerKinds.length;
    const index = answerKinds.indexOf(kind);
    const before = kinds[slot] as number;
    if (before !== pending) counts[first + before] = (counts[first + before] as number) - 1;
    counts[first + index] = (counts[first + index] as number) + 1;
    answeredMs[slot] = wholeMicroseconds(nowMs);
    Atomics.store(kinds, slot, index);
  }

  /** Frees the place of call `n` for the call that is one ring later. Calls must be released in order. */
  release(n: number): void {
    const slot = n % this.#slots;
    this.columns.sentMs[slot] = Number.NaN;
    this.columns.answeredMs[slot] = Number.NaN;
    this.noteAnswer(n, { status: null, errorCode: null, body: null });
    Atomics.store(this.columns.kinds, slot, pending);
    this.columns.released[0] = n + 1;
  }
}

/** Size of a ring for all calls that can be under way: each may wait one timeout to be sent and one for its answer; doubled. */
export function slotsFor(schedule: Schedule, callTimeoutMs: number): number {
  const rates = schedule.stages.map(({ stage }) => (stage.kind === 'burst' ? stage.calls : peakRate(stage)));
  return Math.ceil((Math.max(1, ...rates) * (2 * callTimeoutMs + 2000) * 2) / 1000);
}

/** Rounds a time in ms to whole microseconds. */
export function wholeMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function emptyColumns(slots: number, senders: number, keepsAnswers: boolean): RecordColumns {
  return {
    ...(keepsAnswers && { answers: emptyAnswers(slots, senders) }),
    sentMs: new Float64Array(new SharedArrayBuffer(8 * slots)).fill(Number.NaN),
    answeredMs: new Float64Array(new SharedArrayBuffer(8 * slots)).fill(Number.NaN),
    kinds: new Uint8Array(new SharedArrayBuffer(slots)),
    due: new Int32Array(new SharedArrayBuffer(4 * senders)),
    released: new Int32Array(new SharedArrayBuffer(4)),
    counts: new Int32Array(new SharedArrayBuffer(4 * senders * answerKinds.length)),
  };
}

function emptyAnswers(slots: number, senders: number): AnswerColumns {
  return {
    statuses: new Uint16Array(new SharedArrayBuffer(2 * slots)),
    errorCodes: new Int32Array(new SharedArrayBuffer(4 * slots)).fill(noErrorCode),
    bodies: new Int32Array(new SharedArrayBuffer(4 * slots)),
    texts: emptyTexts(senders),
  };
}
