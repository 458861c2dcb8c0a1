import type { CheckResult } from '../../../load/judge/verdict.ts';
import type { LoadReport } from '../../../load/load-report.ts';
import { asMeasured, inFigures, inMs, inNumber } from './measures.ts';
import { oneLine } from './shown-text.ts';

/** "observed 3, expected 0 refusals without excuse"; '' for a check that measured nothing. One line. */
function measuredInWords({ verdict, observed, expected, unit }: CheckResult): string {
  if (verdict === 'not-exercised') return '';
  const values = [
    observed === null ? '' : `observed ${oneLine(asMeasured(observed), 200)}`,
    expected === null ? '' : `expected ${oneLine(asMeasured(expected), 200)}`,
  ].filter(Boolean);
  return values.length > 0 ? `${values.join(', ')} ${oneLine(unit, 100)}` : '';
}

/** The same and why the verdict is what it is. */
export function checkInWords(check: CheckResult): string {
  return [measuredInWords(check), oneLine(check.reason, 600)].filter(Boolean).join(': ');
}

/** What the limiter was found to be. */
export function limiterInWords({ limiter }: LoadReport): string {
  if (limiter === null) return 'no limiter was seen at work';
  const ceiling = limiter.ceilingPerSecond;
  const parts = [
    oneLine(limiter.kind, 60).replaceAll('-', ' '),
    ceiling === null ? 'ceiling not found' : `${inFigures(ceiling)} calls per second`,
    limiter.windowMs !== undefined ? `windows of ${inFigures(limiter.windowMs)} ms` : '',
    limiter.burst !== null ? `burst of ${inFigures(limiter.burst)}` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** What was sent and what became of it, one line each, as label and value. */
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
    ['offered', `${inNumber(offered.count, 'call')}, ${inFigures(offered.ratePerSecond)} per second`],
    [
      'sent',
      `${inNumber(sent.count, 'call')}; later than due by p50 ${inMs(sent.lagMs.p50)}, ` +
        `p99 ${inMs(sent.lagMs.p99)}, at most ${inMs(sent.lagMs.max)}`,
    ],
    [
      'outcomes',
      [
        `${inFigures(outcomes.ok)} admitted`,
        `${inFigures(outcomes.rateLimited)} refused for frequency`,
        `${inFigures(outcomes.failed)} failed ("try again")`,
        `${inNumber(outcomes.transportErrors, 'transport error')}`,
        `${inNumber(outcomes.contractViolations, 'contract violation')}`,
      ].join(', '),
    ],
    ['latency', latencies.map(([name, ms]) => `${name} ${inMs(ms)}`).join(', ')],
    ['connections', `${inFigures(connections.most)} at most, ${inFigures(connections.lost)} lost`],
    ['limiter', limiterInWords(load)],
    ...(attempts > 1
      ? [['attempts', `${attempts}; before, the harness fell behind its schedule`] as [string, string]]
      : []),
  ];
}
