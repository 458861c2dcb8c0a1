import type { CheckResult } from '../../../load/judge/check-result.ts';
import type { LoadReport } from '../../../load/load-report.ts';
import { describeLimiter, loadFacts } from '../words/load-facts.ts';
import {
  formatCount,
  formatDuration,
  formatMeasured,
  formatMs,
  formatNumber,
  formatUtc,
} from '../words/quantities.ts';
import { oneLine } from '../words/shown-text.ts';
import {
  callsPlot,
  capacityPlot,
  lagPlot,
  latencyDistributionPlot,
  latencyOverTimePlot,
  secondsOf,
} from './load-plots.ts';
import { html, type Markup } from './markup.ts';
import { type TimeSpan, timeSpans } from './time-spans.ts';
import { verdictMark } from './verdict-mark.ts';

/** The section of one load profile. */
export function loadSection(load: LoadReport, index: number): Markup {
  const { profile, description, reason, target, startedAt, durationMs, verdict, checks, attempts } = load;
  const spans = timeSpans(load);
  const shown = (plot: (load: LoadReport, spans: readonly TimeSpan[]) => Markup) =>
    spans.length === 0 ? html`<p>No second was recorded.</p>` : plot(load, spans);
  return html`<section class="load" id="load-${index + 1}" aria-labelledby="load-${index + 1}-title">
<h2 id="load-${index + 1}-title">Load profile ${profile}</h2>
<p class="said ${verdict}">${verdictMark(verdict, verdict === 'pass' ? 'conforms' : undefined)}: ${oneLine(reason, 1000)}</p>
<p>${oneLine(description, 600)}</p>
<p class="muted">${oneLine(target.url, 300)}, edition ${target.edition}, ${formatUtc(startedAt)}, ${formatDuration(durationMs)}, ${attempts === 1 ? 'first attempt' : `attempt ${attempts}: before, the harness fell behind its schedule`}</p>
<h3>Checks</h3>
${checksTable(checks)}
${breaches(load)}${capacity(load)}<h3>Calls per second</h3>
${shown(callsPlot)}
<h3>The limiter</h3>
<p>Found to be: <strong>${describeLimiter(load)}</strong>${load.limiter ? `; ${oneLine(load.limiter.evidence, 1000)}` : ''}.</p>
<h3>Latency</h3>
<div class="pair">${shown(latencyOverTimePlot)}${latencyDistributionPlot(load)}</div>
${latencyTable(load)}
<h3>Send lag: how much later than due calls were sent</h3>
${faults(load)}<div class="pair">${shown(lagPlot)}
<div>${stagesTable(load)}</div></div>
${spans.length > 0 ? secondsTable(spans) : ''}
<h3>What was sent, and what became of it</h3>
<dl class="facts">${loadFacts(load)
    .filter(([label]) => !['latency', 'limiter', 'attempts'].includes(label))
    .map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
</section>`;
}

/** Why the timing of the harness could not be trusted. */
function faults({ sent }: LoadReport): Markup {
  if (sent.faults.length === 0) return html``;
  return html`<ul class="notes">${sent.faults.slice(0, 20).map((fault) => html`<li>The harness was late: ${oneLine(fault, 600)}</li>`)}</ul>
`;
}

function checksTable(checks: readonly CheckResult[]): Markup {
  // Explicit roles: a narrow page lays rows out as blocks, and browsers then drop their roles.
  return html`<table class="checks" role="table">
<thead role="rowgroup"><tr role="row">${['Clause', 'Verdict', 'Observed', 'Expected', 'Unit', 'Why'].map(
    (head) => html`<th scope="col" role="columnheader">${head}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${checks.map(
    ({
      id,
      title,
      says,
      reading,
      verdict,
      observed,
      expected,
      unit,
      reason,
    }) => html`<tr role="row" class="${verdict}">
<th scope="row" role="rowheader"><b>${id}</b> ${title}<p class="muted">${says} ${reading ? html`<i>Read as: ${reading}</i>` : ''}</p></th>
<td role="cell">${verdictMark(verdict)}</td>
<td role="cell" data-label="observed" class="number">${oneLine(formatMeasured(observed), 200)}</td>
<td role="cell" data-label="expected" class="number">${oneLine(formatMeasured(expected), 200)}</td>
<td role="cell" data-label="unit" class="unit">${unit}</td>
<td role="cell" class="why">${oneLine(reason, 1000)}</td></tr>`,
  )}</tbody></table>`;
}

function secondsTable(spans: readonly TimeSpan[]): Markup {
  const rows = spans.map((span) => [
    secondsOf(span).replace(/^seconds? /, ''),
    formatNumber(span.sent),
    formatNumber(span.ok),
    formatNumber(span.rateLimited),
    formatMs(span.latencyMs.p50),
    formatMs(span.latencyMs.p99),
    formatMs(span.latencyMs.max),
    formatMs(span.lagMaxMs),
  ]);
  return html`<details><summary>The seconds as a table</summary>
${numbersTable(['Second', 'Sent', 'Admitted', 'Refused', 'p50', 'p99', 'max', 'Sent late by'], rows)}</details>`;
}

const latencyNames = [
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p99', 'p99'],
  ['p999', 'p99.9'],
  ['p9999', 'p99.99'],
  ['max', 'max'],
] as const;

function latencyTable(load: LoadReport): Markup {
  const rows = [
    { name: 'refused, from when it was due', summary: load.refusedLatencyMs },
    { name: 'the rest, from when it was due', summary: load.latencyMs },
    { name: 'all, from the sending itself', summary: load.serviceMs },
  ]
    .filter(({ summary }) => summary.count > 0)
    .map(({ name, summary }) => [
      name,
      formatNumber(summary.count),
      ...latencyNames.map(([key]) => formatMs(summary[key])),
    ]);
  return numbersTable(['Calls', 'Count', ...latencyNames.map(([, name]) => name)], rows);
}

function stagesTable({ sent }: LoadReport): Markup {
  const rows = sent.stages
    .slice(0, 200)
    .map(({ stage, calls, unsent, lagMs }) => [
      stage,
      formatNumber(calls),
      formatNumber(unsent),
      formatMs(lagMs.p50),
      formatMs(lagMs.p99),
      formatMs(lagMs.max),
    ]);
  const { mostPer100Ms, mostPerSecond, eventLoopDelayMs } = sent;
  return html`${numbersTable(['Stage', 'Calls', 'Not sent', 'p50', 'p99', 'max'], rows)}
<p class="muted">At most ${formatCount(mostPer100Ms, 'call')} in any 100 ms and ${formatCount(mostPerSecond, 'call')} in any second. The harness's own event loop was late by p99 ${formatMs(eventLoopDelayMs.p99)}, at most ${formatMs(eventLoopDelayMs.max)}.</p>`;
}

function capacity({ capacity: found }: LoadReport): Markup {
  if (!found) return html``;
  const { sustainedPerSecond, limitedBy, steps } = found;
  const rate =
    sustainedPerSecond === null ? 'none found' : `${formatNumber(sustainedPerSecond)} calls per second`;
  return html`<h3>Capacity</h3>
<p>Highest rate sustained: <strong>${rate}</strong>; limited by: ${oneLine(limitedBy, 600)}.</p>
${capacityPlot(found)}${numbersTable(
  ['Calls per second', 'Sustained', 'p99', 'What stood in the way'],
  steps
    .slice(0, 200)
    .map((step) => [
      formatNumber(step.ratePerSecond),
      step.sustained ? '✓ yes' : '✗ no',
      formatMs(step.p99Ms),
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
    }) => html`<li><p><b>${clause}</b> ${oneLine(reason, 1000)} <span class="muted">(${formatCount(count, 'response')})</span></p>
<pre tabindex="0" aria-label="response">${response}</pre></li>`,
  )}</ul>`;
}

/** A table whose first column names its rows. It scrolls when the page is narrower. */
function numbersTable(heads: readonly string[], rows: readonly (readonly string[])[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${`table: ${heads.join(', ')}`}"><table class="numbers">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name = '', ...cells]) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
