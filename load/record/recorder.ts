import { answerKinds } from './answer-kind.ts';
import { readBodyText } from './body-texts.ts';
import type { CallBatch, RecordSink } from './record-parts.ts';
import { maxBatchRows } from './record-writer.ts';
import type { RunRecord } from './run-record.ts';

/** Hands the calls of one step to the file in batches, as the run's tally takes them. */
export class Recorder {
  readonly #sink: RecordSink;
  readonly #record: RunRecord;
  readonly #step: number;
  readonly #bodies: BodyNumbers;
  #batch: CallBatch | undefined;
  #count = 0;

  /** @param bodies numbers that earlier steps have given */
  constructor(sink: RecordSink, record: RunRecord, step: number, bodies: BodyNumbers) {
    this.#sink = sink;
    this.#record = record;
    this.#step = step;
    this.#bodies = bodies;
  }

  /** Takes call `n`, which follows the last one. */
  add(n: number): void {
    this.#batch ??= emptyBatch(this.#step, n);
    const batch = this.#batch;
    const index = this.#count;
    const { status, errorCode, body } = this.#record.answer(n);
    batch.dueMs[index] = this.#record.schedule.dueMs(n);
    batch.sentMs[index] = this.#record.sentMs(n);
    batch.answeredMs[index] = this.#record.answeredMs(n);
    batch.kinds[index] = answerKinds.indexOf(this.#record.kind(n));
    batch.statuses[index] = status ?? 0;
    batch.errorCodes[index] = errorCode ?? Number.NaN;
    batch.bodies[index] = body === null ? 0 : this.#numberOf(body, status, batch);
    this.#count += 1;
    if (this.#count === maxBatchRows) this.flush();
  }

  /** Hands over what waits. */
  flush(): void {
    if (this.#batch === undefined) return;
    this.#sink.put({ kind: 'calls', calls: shortened(this.#batch, this.#count) });
    this.#batch = undefined;
    this.#count = 0;
  }

  /** The number of a body in the file; a new one brings its text. */
  #numberOf(body: number, status: number | null, batch: CallBatch): number {
    const { texts } = this.#record.columns.answers ?? {};
    if (texts === undefined) return 0;
    const found = this.#bodies.of(this.#step, body, status, () => readBodyText(texts, body));
    if (found.text !== undefined) batch.texts.push([found.number, found.text]);
    return found.number;
  }
}

/** Numbers the distinct bodies of a run. Senders number their own; what two of them received is one body. */
export class BodyNumbers {
  readonly #byKey = new Map<string, number>();
  readonly #byText = new Map<string, number>();

  /** @returns the number, from 1; and the text where the body is new */
  of(
    step: number,
    body: number,
    status: number | null,
    textOf: () => string,
  ): { number: number; text?: string } {
    const key = `${step} ${body}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return { number: known };
    const text = textOf();
    const content = `${status} ${text}`;
    const same = this.#byText.get(content);
    const number = same ?? this.#byText.size + 1;
    this.#byKey.set(key, number);
    this.#byText.set(content, number);
    return same === undefined ? { number, text } : { number };
  }
}

function emptyBatch(step: number, firstCall: number): CallBatch {
  return {
    step,
    firstCall,
    dueMs: new Float64Array(maxBatchRows),
    sentMs: new Float64Array(maxBatchRows),
    answeredMs: new Float64Array(maxBatchRows),
    kinds: new Uint8Array(maxBatchRows),
    statuses: new Uint16Array(maxBatchRows),
    errorCodes: new Float64Array(maxBatchRows),
    bodies: new Int32Array(maxBatchRows),
    texts: [],
  };
}

function shortened(batch: CallBatch, count: number): CallBatch {
  if (count === maxBatchRows) return batch;
  return {
    ...batch,
    dueMs: batch.dueMs.slice(0, count),
    sentMs: batch.sentMs.slice(0, count),
    answeredMs: batch.answeredMs.slice(0, count),
    kinds: batch.kinds.slice(0, count),
    statuses: batch.statuses.slice(0, count),
    errorCodes: batch.errorCodes.slice(0, count),
    bodies: batch.bodies.slice(0, count),
  };
}
