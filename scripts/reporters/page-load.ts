import type { LatencySummary } from '../../load/latency.ts';
import type { CheckResult, LoadReport } from '../../load/load-report.ts';
import { callingFrequency } from '../../spec/generated/contract.ts';
import { limiterInWords, loadFacts } from './check-words.ts';
import { html, type Markup } from './markup.ts';
import { asMeasured, inFigures, inMs, inNumber, inTime, inUtc } from './measures.ts';
import { evenStep, type Plot, plotMarkup, plotSize, round } from './plot.ts';
import { oneLine } from './shown-text.ts';
import { verdictMark } from './verdict-mark.ts';

/** More points than this no screen shows; seconds are then taken together. */
const maxPoints = 600;

/** The section of one load profile. */
export function loadSection(load: LoadReport, index: number): Markup {
  const { profile, reason, target, startedAt, durationMs, verdict, checks } = load;
  return html`<section class="load" id="load-${index + 1}" aria-labelledby="load-${index + 1}-title">
<h2 id="load-${index + 1}-title">Load profile ${profile}</h2>
<p class="said ${verdict}">${verdictMark(verdict, verdict === 'pass' ? 'conforms' : undefined)}: ${oneLine(reason, 1000)}</p>
<p class="muted">${oneLine(target.url, 300)}, edition ${target.edition}, ${inUtc(startedAt)}, ${inTime(durationMs)}</p>
<h3>Checks</h3>
${checksTable(checks)}
<h3>Calls per second</h3>
${perSecondPlot(load)}
${perSecondTable(load)}
<h3>Latency</h3>
${latencyPlot(load)}
${latencyTable(load)}
<h3>What was sent, and what became of it</h3>
<dl class="facts">${loadFacts(load)
    .filter(([label]) => label !== 'latency' && label !== 'limiter')
    .map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
${stagesTable(load)}
<h3>The limiter</h3>
<p>Found to be: <strong>${limiterInWords(load)}</strong>${load.limiter ? `; ${oneLine(load.limiter.evidence, 1000)}` : ''}.</p>
${capacity(load)}${breaches(load)}</section>`;
}

function checksTable(checks: readonly CheckResult[]): Markup {
  // Explicit roles, as a narrow page lays the rows out as blocks, and browsers then forget what they are.
  return html`<table class="checks" role="table">
<thead role="rowgroup"><tr role="row">${['Clause', 'Verdict', 'Observed', 'Expected', 'Unit', 'Why'].map(
    (head) => html`<th scope="col" role="columnheader">${head}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${checks.map(
    ({ id, title, verdict, observed, expected, unit, reason }) => html`<tr role="row" class="${verdict}">
<th scope="row" role="rowheader"><b>${id}</b> ${title}</th>
<td role="cell">${verdictMark(verdict)}</td>
<td role="cell" data-label="observed" class="number">${oneLine(asMeasured(observed), 200)}</td>
<td role="cell" data-label="expected" class="number">${oneLine(asMeasured(expected), 200)}</td>
<td role="cell" data-label="unit" class="unit">${unit}</td>
<td role="cell" class="why">${oneLine(reason, 1000)}</td></tr>`,
  )}</tbody></table>`;
}

interface Stretch {
  from: number;
  to: number;
  /** Means per second. */
  sent: number;
  ok: number;
  rateLimited: number;
  /** Of the second that admitted most. */
  okMost: number;
}

/** Seconds, taken together as far as there are too many of them; a second without a record is one without calls. */
function stretches({ perSecond }: LoadReport): Stretch[] {
  const last: number = perSecond.reduce((most, { second }) => Math.max(most, second), -1);
  const size = Math.max(1, Math.ceil((last + 1) / maxPoints));
  const parts = Array.from({ length: Math.ceil((last + 1) / size) }, (_, index) => ({
    from: index * size,
    to: Math.min(last + 1, (index + 1) * size),
    sent: 0,
    ok: 0,
    rateLimited: 0,
    okMost: 0,
  }));
  for (const { second, sent, ok, rateLimited } of perSecond) {
    const part = parts[Math.floor(second / size)];
    if (!part) continue;
    const seconds = part.to - part.from;
    part.sent += sent / seconds;
    part.ok += ok / seconds;
    part.okMost = Math.max(part.okMost, ok);
    part.rateLimited += rateLimited / seconds;
  }
  return parts;
}

function perSecondPlot(load: LoadReport): Markup {
  const parts = stretches(load);
  if (parts.length === 0) return html`<p>No second was recorded.</p>`;
  const ceiling: number = callingFrequency.callsPerSecond;
  const most = parts.reduce(
    (high, part) => Math.max(high, part.sent, part.okMost, part.rateLimited),
    ceiling,
  );
  const yStep = evenStep(most * 1.02, 8);
  const yTop = yStep * Math.ceil((most * 1.02) / yStep);
  const seconds = parts.at(-1)?.to ?? 1;
  const xStep = Math.max(1, evenStep(seconds, 6));
  const xEnd = xStep * Math.ceil(seconds / xStep);
  const x = (second: number) => round((plotSize * second) / xEnd);
  const y = (rate: number) => round(plotSize * (1 - rate / yTop));
  const steps = (key: 'sent' | 'ok' | 'okMost' | 'rateLimited') =>
    parts.map((part, index) => `${index === 0 ? 'M0 ' : 'V'}${y(part[key])}H${x(part.to)}`).join('');
  const [{ to: perPoint }] = parts as [Stretch, ...Stretch[]];
  const highest =
    perPoint > 1 ? [{ className: 'highest', name: 'admitted, highest second', path: steps('okMost') }] : [];
  const { outcomes, sent } = load;
  const plot: Plot = {
    summary: `Calls per second over ${seconds} seconds: ${sent.count} sent, ${outcomes.ok} admitted, ${outcomes.rateLimited} refused for frequency; the ceiling is ${ceiling}. The table below has the numbers.`,
    series: [
      { className: 'sent', name: 'offered (sent)', path: steps('sent') },
      { className: 'ok', name: 'admitted', path: steps('ok') },
      ...highest,
      { className: 'refused', name: 'refused for frequency', path: steps('rateLimited') },
      { className: 'ceiling', name: `ceiling, ${ceiling} per second`, path: `M0 ${y(ceiling)}H${plotSize}` },
    ],
    xTicks: ticks(xEnd, xStep),
    yTicks: ticks(yTop, yStep),
    xLabel: `seconds from the start${perPoint > 1 ? `; each point is the mean of ${perPoint} seconds` : ''}`,
    yLabel: 'calls per second',
    hints: parts.map((part) => ({
      from: x(part.from),
      to: x(part.to),
      text: `${secondsOf(part)}: ${inFigures(part.sent)} sent, ${inFigures(part.ok)} admitted, ${inFigures(part.rateLimited)} refused`,
    })),
  };
  return plotMarkup(plot);
}

function perSecondTable(load: LoadReport): Markup {
  const rows = stretches(load).map((part) => [
    secondsOf(part).replace(/^seconds? /, ''),
    inFigures(part.sent),
    inFigures(part.ok),
    inFigures(part.rateLimited),
  ]);
  return html`<details><summary>The same as a table</summary>
${numbersTable(['Second', 'Sent', 'Admitted', 'Refused'], rows)}</details>`;
}

function secondsOf({ from, to }: Stretch): string {
  return to - from === 1 ? `second ${from}` : `seconds ${from} to ${to - 1}`;
}

const latencyNames = [
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p99', 'p99'],
  ['p999', 'p99.9'],
  ['p9999', 'p99.99'],
  ['max', 'max'],
] as const;

function latencySeries(load: LoadReport): { className: string; name: string; summary: LatencySummary }[] {
  return [
    { className: 'ok', name: 'admitted, from when it was due', summary: load.latencyMs },
    { className: 'refused', name: 'refused, from when it was due', summary: load.refusedLatencyMs },
    { className: 'sent', name: 'all, from the sending itself', summary: load.serviceMs },
  ].filter(({ summary }) => summary.count > 0);
}

/** Percentiles at even distances, each with a tenth of the calls of the one before beyond it, so that the tail has room. */
function latencyPlot(load: LoadReport): Markup {
  const series = latencySeries(load);
  const told = series.flatMap(({ summary }) =>
    latencyNames.map(([key]) => summary[key]).filter((ms) => ms !== null && ms > 0),
  ) as number[];
  if (told.length === 0) return html`<p>No call was answered.</p>`;
  const lowest = Math.floor(Math.log10(told.reduce((low, ms) => Math.min(low, ms))));
  const highest = Math.max(lowest + 1, Math.ceil(Math.log10(told.reduce((high, ms) => Math.max(high, ms)))));
  const y = (ms: number) =>
    round(plotSize * (1 - (Math.log10(Math.max(ms, 10 ** lowest)) - lowest) / (highest - lowest)));
  const x = (index: number) => round((plotSize * index) / (latencyNames.length - 1));
  const { latencyMs } = load;
  return plotMarkup({
    summary: `Latency by percentile on a logarithmic scale; admitted calls: half within ${inMs(latencyMs.p50)}, 99 in 100 within ${inMs(latencyMs.p99)}, all within ${inMs(latencyMs.max)}. The table below has the numbers.`,
    series: series.map(({ className, name, summary }) => {
      const points = latencyNames
        .map(([key], index) => ({ index, ms: summary[key] }))
        .filter((point): point is { index: number; ms: number } => point.ms !== null);
      const line = points.map(({ index, ms }, n) => `${n === 0 ? 'M' : 'L'}${x(index)} ${y(ms)}`).join('');
      return { className, name, path: line };
    }),
    xTicks: latencyNames.map(([, name]) => name),
    yTicks: Array.from({ length: highest - lowest + 1 }, (_, index) => inMs(10 ** (lowest + index))),
    xLabel: 'percentile of calls',
    yLabel: 'time to the answer, logarithmic',
  });
}

function latencyTable(load: LoadReport): Markup {
  const rows = latencySeries(load).map(({ name, summary }) => [
    name,
    inFigures(summary.count),
    ...latencyNames.map(([key]) => inMs(summary[key])),
  ]);
  return numbersTable(['Calls', 'Count', ...latencyNames.map(([, name]) => name)], rows);
}

function stagesTable({ sent }: LoadReport): Markup {
  const rows = sent.stages
    .slice(0, 200)
    .map(({ stage, calls, unsent, lagMs }) => [
      stage,
      inFigures(calls),
      inFigures(unsent),
      inMs(lagMs.p50),
      inMs(lagMs.p99),
      inMs(lagMs.max),
    ]);
  const { mostPer100Ms, mostPerSecond, eventLoopDelayMs } = sent;
  return html`<h4>Send lag: how much later than due calls were sent</h4>
${numbersTable(['Stage', 'Calls', 'Not sent', 'p50', 'p99', 'max'], rows)}
<p class="muted">At most ${inNumber(mostPer100Ms, 'call')} in any 100 ms and ${inNumber(mostPerSecond, 'call')} in any second. The harness's own event loop was late by p99 ${inMs(eventLoopDelayMs.p99)}, at most ${inMs(eventLoopDelayMs.max)}.</p>`;
}

function capacity({ capacity: found }: LoadReport): Markup {
  if (!found) return html``;
  const { sustainedPerSecond, limitedBy, steps } = found;
  const rate =
    sustainedPerSecond === null ? 'none found' : `${inFigures(sustainedPerSecond)} calls per second`;
  return html`<h3>Capacity</h3>
<p>Highest rate sustained: <strong>${rate}</strong>; limited by: ${oneLine(limitedBy, 600)}.</p>
${numbersTable(
  ['Calls per second', 'Sustained', 'p99', 'What stood in the way'],
  steps
    .slice(0, 200)
    .map((step) => [
      inFigures(step.ratePerSecond),
      step.sustained ? '✓ yes' : '✗ no',
      inMs(step.p99Ms),
      oneLine(step.limitedBy, 300),
    ]),
)}`;
}

function breaches({ breaches: found }: LoadReport): Markup {
  if (found.length === 0) return html``;
  return html`<h3>Responses that break the contract</h3>
<ul class="breaches">${found.slice(0, 50).map(
    ({
      clause,
      reason,
      count,
      response,
    }) => html`<li><p><b>${clause}</b> ${oneLine(reason, 1000)} <span class="muted">(${inNumber(count, 'response')})</span></p>
<pre tabindex="0" aria-label="response">${response}</pre></li>`,
  )}</ul>`;
}

/** A table whose first column names its rows; it scrolls by itself where the page is narrower. */
function numbersTable(heads: readonly string[], rows: readonly (readonly string[])[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${`table: ${heads.join(', ')}`}"><table class="numbers">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name = '', ...cells]) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

function ticks(end: number, step: number): string[] {
  return Array.from({ length: Math.round(end / step) + 1 }, (_, index) => inFigures(index * step));
}
