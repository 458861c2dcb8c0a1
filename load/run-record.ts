import { type AnswerKind, answerKinds, meanings } from './answer-kind.ts';
import type { Schedule } from './schedule.ts';

/**
 * What happened to each call, in columns: 17 bytes a call, so an hour at 200 calls a second takes 12 MB.
 * Times are in ms from the schedule's start; NaN where the thing did not happen.
 */
export class RunRecord {
  readonly schedule: Schedule;
  readonly sentMs: Float64Array;
  readonly answeredMs: Float64Array;
  readonly #kinds: Uint8Array;
  readonly counts: Record<AnswerKind, number>;
  /** Calls that fell due so far. */
  due = 0;

  constructor(schedule: Schedule) {
    this.schedule = schedule;
    this.sentMs = new Float64Array(schedule.calls).fill(Number.NaN);
    this.answeredMs = new Float64Array(schedule.calls).fill(Number.NaN);
    this.#kinds = new Uint8Array(schedule.calls);
    this.counts = Object.fromEntries(answerKinds.map((kind) => [kind, 0])) as Record<AnswerKind, number>;
    this.counts.pending = schedule.calls;
  }

  kind(n: number): AnswerKind {
    return answerKinds[this.#kinds[n] as number] as AnswerKind;
  }

  admission(n: number): 'admitted' | 'refused' | 'unknown' {
    return meanings[this.kind(n)].admission;
  }

  wasSent(n: number): boolean {
    return !Number.isNaN(this.sentMs[n]);
  }

  /** How much later than due a call was sent; of one never sent, nothing is known. */
  lagMs(n: number): number {
    return (this.sentMs[n] as number) - this.schedule.dueMs(n);
  }

  end(n: number, kind: AnswerKind, nowMs: number): void {
    this.counts[this.kind(n)] -= 1;
    this.counts[kind] += 1;
    this.#kinds[n] = answerKinds.indexOf(kind);
    this.answeredMs[n] = nowMs;
  }
}
