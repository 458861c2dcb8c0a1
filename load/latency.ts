import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
  type JsHistogram,
} from 'hdr-histogram-js';

/** Times in ms; a percentile is null where it has too few values above it, and all are null without values. */
export interface LatencySummary {
  count: number;
  p50: number | null;
  p90: number | null;
  p99: number | null;
  p999: number | null;
  p9999: number | null;
  max: number | null;
}

export const percentiles = { p50: 50, p90: 90, p99: 99, p999: 99.9, p9999: 99.99 } as const;
export type PercentileName = keyof typeof percentiles;

/** A percentile with fewer values than this above it depends on single calls, so it is null. */
const minAbove = 2;

/** Durations in microseconds with three significant digits, in memory that does not grow with their number. */
export class LatencyHistogram {
  readonly #microseconds: Histogram;

  constructor(microseconds: Histogram = build({ numberOfSignificantValueDigits: 3 })) {
    this.#microseconds = microseconds;
  }

  /** Reads a histogram that `encoded` wrote. @throws Error where the text is none */
  static decoded(text: string): LatencyHistogram {
    return new LatencyHistogram(decodeFromCompressedBase64(text));
  }

  /** A negative duration counts as 0. */
  record(ms: number): void {
    this.#microseconds.recordValue(Math.max(0, Math.round(ms * 1000)));
  }

  get count(): number {
    return this.#microseconds.totalCount;
  }

  percentileMs(name: PercentileName): number | null {
    const above = (this.count * (100 - percentiles[name])) / 100;
    if (above < minAbove) return null;
    return this.#microseconds.getValueAtPercentile(percentiles[name]) / 1000;
  }

  get minMs(): number | null {
    return this.count === 0 ? null : this.#microseconds.minNonZeroValue / 1000;
  }

  get maxMs(): number | null {
    return this.count === 0 ? null : this.#microseconds.maxValue / 1000;
  }

  /** The histogram in HdrHistogram's compressed interchange format (V2, base64), in microseconds. */
  encoded(): string {
    return encodeIntoCompressedBase64(this.#microseconds);
  }

  /** Each value with its count, lowest first; values with the same three digits are one. */
  values(): { ms: number; count: number }[] {
    const values: { ms: number; count: number }[] = [];
    const { recordedValuesIterator } = this.#microseconds as JsHistogram;
    recordedValuesIterator.reset();
    while (recordedValuesIterator.hasNext()) {
      const { valueIteratedTo, countAtValueIteratedTo } = recordedValuesIterator.next();
      values.push({ ms: valueIteratedTo / 1000, count: countAtValueIteratedTo });
    }
    return values;
  }

  summary(): LatencySummary {
    const names = Object.keys(percentiles) as PercentileName[];
    const values = Object.fromEntries(names.map((name) => [name, this.percentileMs(name)]));
    return { count: this.count, ...(values as Record<PercentileName, number | null>), max: this.maxMs };
  }
}
