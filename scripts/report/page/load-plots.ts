import { LatencyHistogram } from '../../../load/latency.ts';
import type { LoadReport } from '../../../load/load-report.ts';
import { formatMs, formatNumber } from '../words/quantities.ts';
import { html, type Markup } from './markup.ts';
import { type Axis, linearAxis, logAxis, plotMarkup, type Series } from './plot.ts';
import type { TimeSpan } from './time-spans.ts';

/** A ceiling more than this many times above all the rest is left out, as it would flatten the rest. */
const maxCeilingFactor = 4;
/** No screen shows more points of a distribution than this. */
const maxPoints = 500;

/** Calls sent, admitted and refused per second, and the ceiling. */
export function callsPlot(load: LoadReport, spans: readonly TimeSpan[]): Markup {
  const { outcomes, sent, ceilingPerSecond: ceiling } = load;
  const max = highestOf(spans.flatMap((span) => [span.sent, span.okMax, span.rateLimited]));
  const inSight = ceiling <= max * maxCeilingFactor;
  const seconds = spans.at(-1)?.to ?? 0;
  const lines: Series[] = [
    { className: 'sent', name: 'offered (sent)', points: steps(spans, (span) => span.sent) },
    { className: 'ok', name: 'admitted', points: steps(spans, (span) => span.ok) },
    ...(isMerged(spans)
      ? [
          {
            className: 'thin',
            name: 'admitted, highest second',
            points: steps(spans, (span) => span.okMax),
          },
        ]
      : []),
    { className: 'refused', name: 'refused for frequency', points: steps(spans, (span) => span.rateLimited) },
  ];
  const ceilingText = `the profile's ceiling is ${formatNumber(ceiling)} per second`;
  const x = secondsAxis(spans, 'the mean');
  const line: Series = {
    className: 'ceiling',
    name: `ceiling, ${formatNumber(ceiling)} per second`,
    points: x.scale.domain().map((second) => [second, ceiling]),
  };
  return plotMarkup({
    summary: `Calls per second over ${seconds} seconds: ${formatNumber(sent.count)} sent, ${formatNumber(outcomes.ok)} admitted, ${formatNumber(outcomes.rateLimited)} refused for frequency; ${ceilingText}. The table of the seconds has the numbers.`,
    x,
    y: linearAxis(
      inSight ? 'calls per second' : `calls per second; ${ceilingText}, out of the picture`,
      Math.max(max, inSight ? ceiling : 0) * 1.02,
      6,
      formatNumber,
    ),
    series: inSight ? [...lines, line] : lines,
    hints: spans.map((span) => ({
      from: span.from,
      to: span.to,
      text: `${secondsOf(span)}: ${formatNumber(span.sent)} sent, ${formatNumber(span.ok)} admitted, ${formatNumber(span.rateLimited)} refused`,
    })),
  });
}

/** Percentiles of each second's latencies. */
export function latencyOverTimePlot(load: LoadReport, spans: readonly TimeSpan[]): Markup {
  const values = spans
    .flatMap(({ latencyMs }) => Object.values(latencyMs))
    .filter((ms): ms is number => ms !== null && ms > 0);
  if (values.length === 0) return html`<p>No call was answered.</p>`;
  const { latencyMs } = load;
  return plotMarkup({
    summary: `Latency by the second, on a logarithmic scale; over the whole run p50 ${formatMs(latencyMs.p50)}, p99 ${formatMs(latencyMs.p99)}, at most ${formatMs(latencyMs.max)}. The table of the seconds has the numbers.`,
    x: secondsAxis(spans, 'the highest'),
    y: logAxis('time to the answer, logarithmic', values, formatMs),
    series: [
      { className: 'thin', name: 'max', points: steps(spans, (span) => span.latencyMs.max) },
      { className: 'high', name: 'p99', points: steps(spans, (span) => span.latencyMs.p99) },
      { className: 'ok', name: 'p50', points: steps(spans, (span) => span.latencyMs.p50) },
    ],
    hints: spans.map((span) => ({
      from: span.from,
      to: span.to,
      text: `${secondsOf(span)}: p50 ${formatMs(span.latencyMs.p50)}, p99 ${formatMs(span.latencyMs.p99)}, max ${formatMs(span.latencyMs.max)}`,
    })),
  });
}

/** The latencies of the run by the share of calls that took as long or longer. */
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

/** The send lag of the latest call of each second. */
export function lagPlot({ sent }: LoadReport, spans: readonly TimeSpan[]): Markup {
  const max = highestOf(spans.map(({ lagMaxMs }) => lagMaxMs ?? 0));
  return plotMarkup({
    summary: `How much later than due calls were sent, the latest of each second: over the whole run p99 ${formatMs(sent.lagMs.p99)}, at most ${formatMs(sent.lagMs.max)}. The table of the seconds has the numbers.`,
    x: secondsAxis(spans, 'the highest'),
    y: linearAxis('sent later than due', max * 1.02, 4, formatMs),
    series: [
      { className: 'high', name: 'latest call of the second', points: steps(spans, (span) => span.lagMaxMs) },
    ],
    hints: spans.map((span) => ({
      from: span.from,
      to: span.to,
      text: `${secondsOf(span)}: at most ${formatMs(span.lagMaxMs)} late`,
    })),
  });
}

/** The rates that a capacity search tried, and the p99 at each. */
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

export function secondsOf({ from, to }: TimeSpan): string {
  return to - from === 1 ? `second ${from}` : `seconds ${from} to ${to - 1}`;
}

/** Each value holds for its whole span. */
function steps(
  spans: readonly TimeSpan[],
  value: (span: TimeSpan) => number | null,
): [number, number | null][] {
  return spans.flatMap((span): [number, number | null][] => [
    [span.from, value(span)],
    [span.to, value(span)],
  ]);
}

function secondsAxis(spans: readonly TimeSpan[], drawn: string): Axis {
  const size = spans[0] ? spans[0].to - spans[0].from : 1;
  const merged = isMerged(spans) ? `; of every ${size} seconds ${drawn} is drawn` : '';
  return linearAxis(`seconds from the start${merged}`, spans.at(-1)?.to ?? 1, 6, formatNumber);
}

function isMerged(spans: readonly TimeSpan[]): boolean {
  return spans.some(({ from, to }) => to - from > 1);
}

/** The minimum latency of one call in 10, in 100 and so on, as a line that rises in steps; thinned evenly on the logarithmic axis, both ends kept. */
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
