import type { CheckResult } from '../../../load/judge/check-result.ts';
import type { LoadReport } from '../../../load/load-report.ts';
import { formatCount, formatMeasured, formatMs, formatNumber } from './quantities.ts';
import { oneLine } from './shown-text.ts';

/** "observed 3, expected 0 refusals without excuse", on one line; '' for a check that measured nothing. */
function describeMeasurement({ verdict, observed, expected, unit }: CheckResult): string {
  if (verdict === 'not-exercised') return '';
  const values = [
    observed === null ? '' : `observed ${oneLine(formatMeasured(observed), 200)}`,
    expected === null ? '' : `expected ${oneLine(formatMeasured(expected), 200)}`,
  ].filter(Boolean);
  return values.length > 0 ? `${values.join(', ')} ${oneLine(unit, 100)}` : '';
}

/** The measurement of a check and the reason for its verdict, on one line. */
export function describeCheck(check: CheckResult): string {
  return [describeMeasurement(check), oneLine(check.reason, 600)].filter(Boolean).join(': ');
}

/** The limiter that was inferred: its kind, ceiling, window and burst. */
export function describeLimiter({ limiter }: LoadReport): string {
  if (limiter === null) return 'no limiter was seen at work';
  const ceiling = limiter.ceilingPerSecond;
  const parts = [
    oneLine(limiter.kind, 60).replaceAll('-', ' '),
    ceiling === null ? 'ceiling not found' : `${formatNumber(ceiling)} calls per second`,
    limiter.windowMs !== undefined ? `windows of ${formatNumber(limiter.windowMs)} ms` : '',
    limiter.burst !== null ? `burst of ${formatNumber(limiter.burst)}` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** The calls sent and their outcomes, one line each, as label and value. */
export function loadFacts(load: LoadReport): [label: string, value: string][] {
  const { offered, sent, outcomes, latencyMs, connections, attempts } = load;
  const latencies = [
    ['p50', latencyMs.p50],
    ['p90', latencyMs.p90],
    ['p99', latencyMs.p99],
    ['p99.9', latencyMs.p999],
    ['max', latencyMs.max],
  ] as const;
  return [
    ['offered', `${formatCount(offered.count, 'call')}, ${formatNumber(offered.ratePerSecond)} per second`],
    [
      'sent',
      `${formatCount(sent.count, 'call')}; later than due by p50 ${formatMs(sent.lagMs.p50)}, ` +
        `p99 ${formatMs(sent.lagMs.p99)}, at most ${formatMs(sent.lagMs.max)}`,
    ],
    [
      'outcomes',
      [
        `${formatNumber(outcomes.ok)} admitted`,
        `${formatNumber(outcomes.rateLimited)} refused for frequency`,
        `${formatNumber(outcomes.failed)} failed ("try again")`,
        `${formatCount(outcomes.transportErrors, 'transport error')}`,
        `${formatCount(outcomes.contractViolations, 'contract violation')}`,
      ].join(', '),
    ],
    ['latency', latencies.map(([name, ms]) => `${name} ${formatMs(ms)}`).join(', ')],
    ['connections', `${formatNumber(connections.most)} at most, ${formatNumber(connections.lost)} lost`],
    ['limiter', describeLimiter(load)],
    ...(attempts > 1
      ? [['attempts', `${attempts}; before, the harness fell behind its schedule`] as [string, string]]
      : []),
  ];
}
