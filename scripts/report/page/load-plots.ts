import { LatencyHistogram } from '../../../load/latency.ts';
import type { LoadReport } from '../../../load/load-report.ts';
import { formatMs, formatNumber } from '../words/quantities.ts';
import { html, type Markup } from './markup.ts';
import { type Axis, linearAxis, logAxis, plotMarkup, type Series } from './plot.ts';
import type { Stretch } from './time-spans.ts';

/** A ceiling so many times above all that was sent would press the rest to the ground. */
const ceilingInSight = 4;
/** More points of a distribution than this no screen shows. */
const maxPoints = 500;

/** Calls sent, admitted and refused in each second, and the ceiling. */
export function callsPlot(load: LoadReport, parts: readonly Stretch[]): Markup {
  const { outcomes, sent, ceilingPerSecond: ceiling } = load;
  const most = highestOf(parts.flatMap((part) => [part.sent, part.okMax, part.rateLimited]));
  const inSight = ceiling <= most * ceilingInSight;
  const seconds = parts.at(-1)?.to ?? 0;
  const lines: Series[] = [
    { className: 'sent', name: 'offered (sent)', points: steps(parts, (part) => part.sent) },
    { className: 'ok', name: 'admitted', points: steps(parts, (part) => part.ok) },
    ...(isTakenTogether(parts)
      ? [
          {
            className: 'thin',
            name: 'admitted, highest second',
            points: steps(parts, (part) => part.okMax),
          },
        ]
      : []),
    { className: 'refused', name: 'refused for frequency', points: steps(parts, (part) => part.rateLimited) },
  ];
  const told = `the profile's ceiling is ${formatNumber(ceiling)} per second`;
  const x = secondsAxis(parts, 'the mean');
  const line: Series = {
    className: 'ceiling',
    name: `ceiling, ${formatNumber(ceiling)} per second`,
    points: x.scale.domain().map((second) => [second, ceiling]),
  };
  return plotMarkup({
    summary: `Calls per second over ${seconds} seconds: ${formatNumber(sent.count)} sent, ${formatNumber(outcomes.ok)} admitted, ${formatNumber(outcomes.rateLimited)} refused for frequency; ${told}. The table of the seconds has the numbers.`,
    x,
    y: linearAxis(
      inSight ? 'calls per second' : `calls per second; ${told}, out of the picture`,
      Math.max(most, inSight ? ceiling : 0) * 1.02,
      6,
      formatNumber,
    ),
    series: inSight ? [...lines, line] : lines,
    hints: parts.map((part) => ({
      from: part.from,
      to: part.to,
      text: `${secondsOf(part)}: ${formatNumber(part.sent)} sent, ${formatNumber(part.ok)} admitted, ${formatNumber(part.rateLimited)} refused`,
    })),
  });
}

/** Percentiles of each second's latencies. */
export function latencyOverTimePlot(load: LoadReport, parts: readonly Stretch[]): Markup {
  const values = parts
    .flatMap(({ latencyMs }) => Object.values(latencyMs))
    .filter((ms): ms is number => ms !== null && ms > 0);
  if (values.length === 0) return html`<p>No call was answered.</p>`;
  const { latencyMs } = load;
  return plotMarkup({
    summary: `Latency by the second, on a logarithmic scale; over the whole run p50 ${formatMs(latencyMs.p50)}, p99 ${formatMs(latencyMs.p99)}, at most ${formatMs(latencyMs.max)}. The table of the seconds has the numbers.`,
    x: secondsAxis(parts, 'the highest'),
    y: logAxis('time to the answer, logarithmic', values, formatMs),
    series: [
      { className: 'thin', name: 'max', points: steps(parts, (part) => part.latencyMs.max) },
      { className: 'high', name: 'p99', points: steps(parts, (part) => part.latencyMs.p99) },
      { className: 'ok', name: 'p50', points: steps(parts, (part) => part.latencyMs.p50) },
    ],
    hints: parts.map((part) => ({
      from: part.from,
      to: part.to,
      text: `${secondsOf(part)}: p50 ${formatMs(part.latencyMs.p50)}, p99 ${formatMs(part.latencyMs.p99)}, max ${formatMs(part.latencyMs.max)}`,
    })),
  });
}

/** Every latency of the run by the share of calls that took as long or longer. */
export function latencyDistributionPlot({ histograms, latencyMs }: LoadReport): Markup {
  const lines = [
    { className: 'sent', name: 'all, from the sending itself', points: distribution(histograms.service) },
    {
      className: 'refused',
      name: 'refused, from when it was due',
      points: distribution(histograms.refusedLatency),
    },
    { className: 'ok', name: 'the rest, from when it was due', points: distribution(histograms.latency) },
  ].filter(({ points }) => points.length > 0);
  const points = lines.flatMap((series) => series.points);
  if (points.length === 0) return html`<p>No call was answered.</p>`;
  const longest = highestOf(points.map(([oneIn]) => oneIn));
  const x = logAxis(
    'percentile of calls: one in 10, in 100, in 1,000 … took longer',
    [1, longest],
    formatNumber,
  );
  const named = [
    { value: 2, text: 'p50' },
    ...Array.from({ length: Math.floor(Math.log10(longest)) }, (_, index) => index + 1).map((tens) => ({
      value: 10 ** tens,
      text: tens === 1 ? 'p90' : `p99${tens > 2 ? '.' : ''}${'9'.repeat(tens - 2)}`,
    })),
  ];
  return plotMarkup({
    summary: `Latency by percentile, both on logarithmic scales: half of the calls within ${formatMs(latencyMs.p50)}, 99 in 100 within ${formatMs(latencyMs.p99)}, all within ${formatMs(latencyMs.max)}. The table below has the numbers.`,
    x: { ...x, ticks: named },
    y: logAxis(
      'time to the answer, logarithmic',
      points.map(([, ms]) => ms),
      formatMs,
    ),
    series: lines,
  });
}

/** How late the latest call of each second was sent. */
export function lagPlot({ sent }: LoadReport, parts: readonly Stretch[]): Markup {
  const most = highestOf(parts.map(({ lagMaxMs }) => lagMaxMs ?? 0));
  return plotMarkup({
    summary: `How much later than due calls were sent, the latest of each second: over the whole run p99 ${formatMs(sent.lagMs.p99)}, at most ${formatMs(sent.lagMs.max)}. The table of the seconds has the numbers.`,
    x: secondsAxis(parts, 'the highest'),
    y: linearAxis('sent later than due', most * 1.02, 4, formatMs),
    series: [
      { className: 'high', name: 'latest call of the second', points: steps(parts, (part) => part.lagMaxMs) },
    ],
    hints: parts.map((part) => ({
      from: part.from,
      to: part.to,
      text: `${secondsOf(part)}: at most ${formatMs(part.lagMaxMs)} late`,
    })),
  });
}

/** The rates that a capacity search tried, by the p99 that they brought. */
export function capacityPlot(found: NonNullable<LoadReport['capacity']>): Markup {
  const tried = found.steps.filter(({ p99Ms }) => p99Ms !== null && p99Ms > 0);
  if (tried.length === 0) return html``;
  const points = (sustained: boolean) =>
    tried
      .filter((step) => step.sustained === sustained)
      .map(({ ratePerSecond, p99Ms }): [number, number | null] => [ratePerSecond, p99Ms]);
  const rates = tried.map(({ ratePerSecond }) => ratePerSecond);
  return plotMarkup({
    summary: `p99 by rate, for ${tried.length} rates tried; ${found.sustainedPerSecond === null ? 'none' : `at most ${formatNumber(found.sustainedPerSecond)} calls per second`} sustained. The table below has the numbers.`,
    x: logAxis('calls per second, logarithmic', rates, formatNumber),
    y: logAxis(
      'p99 of latency, logarithmic',
      tried.map(({ p99Ms }) => p99Ms ?? 0),
      formatMs,
    ),
    series: [
      { className: 'pass', name: 'sustained', sign: '●', points: points(true) },
      { className: 'fail', name: 'not sustained', sign: '✗', points: points(false) },
    ],
  });
}

export function secondsOf({ from, to }: Stretch): string {
  return to - from === 1 ? `second ${from}` : `seconds ${from} to ${to - 1}`;
}

/** Each value holds for its whole stretch. */
function steps(
  parts: readonly Stretch[],
  value: (part: Stretch) => number | null,
): [number, number | null][] {
  return parts.flatMap((part): [number, number | null][] => [
    [part.from, value(part)],
    [part.to, value(part)],
  ]);
}

function secondsAxis(parts: readonly Stretch[], taken: string): Axis {
  const size = parts[0] ? parts[0].to - parts[0].from : 1;
  const together = isTakenTogether(parts) ? `; of every ${size} seconds ${taken} is drawn` : '';
  return linearAxis(`seconds from the start${together}`, parts.at(-1)?.to ?? 1, 6, formatNumber);
}

function isTakenTogether(parts: readonly Stretch[]): boolean {
  return parts.some(({ from, to }) => to - from > 1);
}

/**
 * How long a call in so many took at least, as a line that rises in steps; thinned evenly by what is seen of it, with both
 * ends kept.
 */
function distribution(histogram: string): [oneIn: number, ms: number][] {
  const values = LatencyHistogram.decoded(histogram).values();
  const total = values.reduce((sum, { count }) => sum + count, 0);
  const points: [number, number][] = [];
  let below = 0;
  for (const { ms, count } of values) {
    const before = points.at(-1)?.[1];
    const from = total / (total - below);
    if (before !== undefined) points.push([from, before]);
    points.push([from, ms]);
    below += count;
  }
  const widest = Math.log(total) / maxPoints;
  let drawn = Number.NEGATIVE_INFINITY;
  return points.filter(([oneIn], index) => {
    const isEnd = index === 0 || index >= points.length - 2;
    if (!isEnd && Math.log(oneIn) - drawn < widest) return false;
    drawn = Math.log(oneIn);
    return true;
  });
}

function highestOf(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), 0);
}
