import type { SecondOfLoad } from '../../../load/judge/run-tally.ts';
import type { LoadReport } from '../../../load/load-report.ts';

/** No screen shows more points than this; beyond it, seconds are merged. */
const maxSpans = 400;

/** One second of a load run, or several that are shown as one: from second `from` up to, not including, `to`. */
export interface TimeSpan {
  from: number;
  to: number;
  /** Means per second. */
  sent: number;
  ok: number;
  rateLimited: number;
  /** Admitted in the second that admitted the most. */
  okMax: number;
  /** The highest of any of its seconds; null when none has a value. */
  latencyMs: SecondOfLoad['latencyMs'];
  lagMaxMs: number | null;
}

/** The seconds of a run, merged when there are too many. A second without a record is one without calls. */
export function timeSpans({ perSecond }: LoadReport): TimeSpan[] {
  const end: number = perSecond.reduce((max, { second }) => Math.max(max, second + 1), 0);
  const size = Math.max(1, Math.ceil(end / maxSpans));
  const spans = Array.from(
    { length: Math.ceil(end / size) },
    (_, index): TimeSpan => ({
      from: index * size,
      to: Math.min(end, (index + 1) * size),
      sent: 0,
      ok: 0,
      rateLimited: 0,
      okMax: 0,
      latencyMs: { p50: null, p99: null, max: null },
      lagMaxMs: null,
    }),
  );
  for (const { second, sent, ok, rateLimited, latencyMs, lagMaxMs } of perSecond) {
    const span = spans[Math.floor(second / size)];
    if (!span) continue;
    const seconds = span.to - span.from;
    span.sent += sent / seconds;
    span.ok += ok / seconds;
    span.okMax = Math.max(span.okMax, ok);
    span.rateLimited += rateLimited / seconds;
    for (const name of ['p50', 'p99', 'max'] as const)
      span.latencyMs[name] = highest(span.latencyMs[name], latencyMs[name]);
    if (sent > 0) span.lagMaxMs = highest(span.lagMaxMs, lagMaxMs);
  }
  return spans;
}

function highest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
