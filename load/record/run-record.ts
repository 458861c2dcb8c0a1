import { peakRate, type Schedule } from '../schedule/schedule.ts';
import { type AnswerKind, answerKinds, meanings } from './answer-kind.ts';

/** A record's memory; the threads of a run share it. Times in ms from the schedule's start, NaN where a thing did not happen. */
export interface RecordColumns {
  sentMs: Float64Array;
  answeredMs: Float64Array;
  kinds: Uint8Array;
  /** By sender: the first of its calls that is not due yet. */
  due: Int32Array;
  /** In its one place: all calls before it have been released. */
  released: Int32Array;
  /** By sender, then by kind: how many calls ended so. */
  counts: Int32Array;
}

const pending = answerKinds.indexOf('pending');
/** Calls are counted in 32 bits. */
export const maxCalls = 2 ** 31 - 1;

/**
 * What happened to each call, from when it is due until it has been taken into the run's tally: 17 bytes a call in a ring, so
 * its size hangs on the calls that can be under way, not on the length of the run.
 */
export class RunRecord {
  readonly schedule: Schedule;
  readonly columns: RecordColumns;
  readonly senders: number;
  readonly #slots: number;

  /** @param slots calls that the ring holds; all of them by default. @param senders how many share the sending */
  constructor(
    schedule: Schedule,
    slots = schedule.calls,
    senders = 1,
    columns = emptyColumns(Math.max(1, Math.min(slots, schedule.calls)), senders),
  ) {
    this.schedule = schedule;
    this.columns = columns;
    this.senders = senders;
    this.#slots = columns.kinds.length;
  }

  /** All calls before it fell due. */
  get due(): number {
    return Math.min(this.schedule.calls, ...this.columns.due);
  }

  /**
   * Tells that of a sender's calls those before `n` fell due.
   * @throws Error when that is more than a ring further than what has been released
   */
  setDue(n: number, sender = 0): void {
    if (n - (this.columns.released[0] as number) >= this.#slots + this.senders)
      throw new Error('the harness could not take its own record in time');
    this.columns.due[sender] = n;
  }

  count(kind: AnswerKind): number {
    let count = 0;
    for (let sender = 0; sender < this.senders; sender += 1)
      count += this.columns.counts[sender * answerKinds.length + answerKinds.indexOf(kind)] as number;
    return count;
  }

  kind(n: number): AnswerKind {
    // Atomic, so that the times that a sender wrote before are seen, too.
    return answerKinds[Atomics.load(this.columns.kinds, n % this.#slots)] as AnswerKind;
  }

  admission(n: number): 'admitted' | 'refused' | 'unknown' {
    return meanings[this.kind(n)].admission;
  }

  sentMs(n: number): number {
    return this.columns.sentMs[n % this.#slots] as number;
  }

  /** When the answer was whole, or the call was given up. */
  answeredMs(n: number): number {
    return this.columns.answeredMs[n % this.#slots] as number;
  }

  wasSent(n: number): boolean {
    return !Number.isNaN(this.sentMs(n));
  }

  /** How much later than due a call was sent; of one never sent, nothing is known. */
  lagMs(n: number): number {
    return this.sentMs(n) - this.schedule.dueMs(n);
  }

  send(n: number, nowMs: number): void {
    this.columns.sentMs[n % this.#slots] = nowMs;
  }

  end(n: number, kind: AnswerKind, nowMs: number, sender = 0): void {
    const { kinds, counts, answeredMs } = this.columns;
    const slot = n % this.#slots;
    const first = sender * answerKinds.length;
    const index = answerKinds.indexOf(kind);
    const before = kinds[slot] as number;
    if (before !== pending) counts[first + before] = (counts[first + before] as number) - 1;
    counts[first + index] = (counts[first + index] as number) + 1;
    answeredMs[slot] = nowMs;
    Atomics.store(kinds, slot, index);
  }

  /** Frees a call's place for the one that comes a whole ring later; in order. */
  release(n: number): void {
    const slot = n % this.#slots;
    this.columns.sentMs[slot] = Number.NaN;
    this.columns.answeredMs[slot] = Number.NaN;
    Atomics.store(this.columns.kinds, slot, pending);
    this.columns.released[0] = n + 1;
  }
}

/** A ring large enough for what can be under way: calls wait and are awaited for a time-out each, twice over for safety. */
export function slotsFor(schedule: Schedule, callTimeoutMs: number): number {
  const rates = schedule.stages.map(({ stage }) => (stage.kind === 'burst' ? stage.calls : peakRate(stage)));
  return Math.ceil((Math.max(1, ...rates) * (2 * callTimeoutMs + 2000) * 2) / 1000);
}

function emptyColumns(slots: number, senders: number): RecordColumns {
  return {
    sentMs: new Float64Array(new SharedArrayBuffer(8 * slots)).fill(Number.NaN),
    answeredMs: new Float64Array(new SharedArrayBuffer(8 * slots)).fill(Number.NaN),
    kinds: new Uint8Array(new SharedArrayBuffer(slots)),
    due: new Int32Array(new SharedArrayBuffer(4 * senders)),
    released: new Int32Array(new SharedArrayBuffer(4)),
    counts: new Int32Array(new SharedArrayBuffer(4 * senders * answerKinds.length)),
  };
}
