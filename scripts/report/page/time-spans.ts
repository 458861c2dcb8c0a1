import type { SecondOfLoad } from '../../../load/judge/run-tally.ts';
import type { LoadReport } from '../../../load/load-report.ts';

/** More points than this no screen shows; seconds are then taken together. */
const maxStretches = 400;

/** One second of a load run, or several that are shown as one. */
export interface Stretch {
  from: number;
  to: number;
  /** Means per second. */
  sent: number;
  ok: number;
  rateLimited: number;
  /** Of the second that admitted most. */
  okMax: number;
  /** The highest that any of its seconds has; null where none of them has one. */
  latencyMs: SecondOfLoad['latencyMs'];
  lagMaxMs: number | null;
}

/** Seconds, taken together as far as there are too many of them; a second without a record is one without calls. */
export function stretches({ perSecond }: LoadReport): Stretch[] {
  const end: number = perSecond.reduce((most, { second }) => Math.max(most, second + 1), 0);
  const size = Math.max(1, Math.ceil(end / maxStretches));
  const parts = Array.from(
    { length: Math.ceil(end / size) },
    (_, index): Stretch => ({
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
    const part = parts[Math.floor(second / size)];
    if (!part) continue;
    const seconds = part.to - part.from;
    part.sent += sent / seconds;
    part.ok += ok / seconds;
    part.okMax = Math.max(part.okMax, ok);
    part.rateLimited += rateLimited / seconds;
    for (const name of ['p50', 'p99', 'max'] as const)
      part.latencyMs[name] = highest(part.latencyMs[name], latencyMs[name]);
    if (sent > 0) part.lagMaxMs = highest(part.lagMaxMs, lagMaxMs);
  }
  return parts;
}

function highest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
