import type { Failure } from '../../../tests/report/breach.ts';
import type { ClauseReport, ContractReport } from '../../../tests/report/contract-report.ts';
import { formatCount } from '../words/quantities.ts';
import { oneLine } from '../words/shown-text.ts';
import { verdictLabels } from '../words/verdict-labels.ts';
import { markedJson } from './marked-json.ts';
import { html, type Markup, maxText } from './markup.ts';
import { verdictMark } from './verdict-mark.ts';

const maxFailures = 10;
const maxHeaders = 60;
/** Up to this many breaches are all open: their cause shows without a click. */
const maxOpenBreaches = 3;

const verdicts: readonly ClauseReport['verdict'][] = ['fail', 'not-exercised', 'pass'];

/** The section of the contract suite: a table of every clause with its evidence. */
export function contractSection({ clauses, counts }: ContractReport): Markup {
  const breached = clauses.filter(({ verdict }) => verdict === 'fail').length;
  return html`<section id="contract" aria-labelledby="contract-title">
<h2 id="contract-title">Contract</h2>
<p class="muted">${formatCount(counts.calls, 'call')}, ${formatCount(counts.networkFaults, 'network fault')}, ${counts.tryAgain} answered "try again", ${counts.calledTooOften} answered "called too often".</p>
${filter(clauses)}
<table class="clauses" role="table"><caption class="unseen">Clauses of the contract, with verdicts</caption>
<thead role="rowgroup"><tr role="row">${['Clause', 'Verdict', 'What it is about'].map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}</tr></thead>
${clauses.map((clause) => clauseRows(clause, breached <= maxOpenBreaches))}
</table></section>`;
}

/** The filter needs the script, so it stays hidden unless the script runs. */
function filter(clauses: readonly ClauseReport[]): Markup {
  const choices = verdicts
    .map((verdict) => ({ verdict, count: clauses.filter((clause) => clause.verdict === verdict).length }))
    .filter(({ count }) => count > 0);
  return html`<form id="filter" hidden>
<fieldset><legend>Show</legend>
<label><input type="radio" name="verdict" value="" checked> all ${clauses.length}</label>
${choices.map(
  ({ verdict, count }) =>
    html`<label><input type="radio" name="verdict" value="${verdict}"> ${verdictLabels[verdict].symbol} ${verdictLabels[verdict].word} ${count}</label>`,
)}</fieldset>
<label class="find">Find <input type="search" name="text" autocomplete="off" spellcheck="false"></label>
<output id="shown"></output></form>`;
}

function clauseRows(
  { id, title, says, reading, level, verdict, notes, failures }: ClauseReport,
  open: boolean,
): Markup {
  const shown = failures.slice(0, maxFailures);
  const more = failures.length - shown.length;
  return html`<tbody role="rowgroup" class="${verdict}" data-verdict="${verdict}" id="clause-${id}">
<tr role="row"><th scope="rowgroup" role="rowheader">${id}</th><td role="cell">${verdictMark(verdict)}</td>
<td role="cell"><p class="title">${title}${level === 'must' ? '' : html` <span class="muted">(${level})</span>`}</p>
<p class="muted">${says} ${reading ? html`<i>Read as: ${reading}</i>` : ''}</p>
${notes.length > 0 ? html`<ul class="notes">${notes.slice(0, 20).map((note) => html`<li>${oneLine(note, 600)}</li>`)}</ul>` : ''}</td></tr>
${
  shown.length > 0
    ? html`<tr role="row" class="evidence"><td role="cell" colspan="3">${shown.map((failure, index) => evidence(failure, open && index === 0))}
${more > 0 ? html`<p class="muted">${formatCount(more, 'further cause')} in contract.json.</p>` : ''}</td></tr>`
    : ''
}</tbody>`;
}

function evidence(
  { request, response, reason, curl, pointer, count, replay }: Failure,
  open: boolean,
): Markup {
  const marked = markedJson((response?.body ?? '').slice(0, maxText), pointer);
  const left = (response?.body.length ?? 0) - maxText;
  const where =
    pointer === ''
      ? html`the answer as a whole`
      : html`<code>${oneLine(pointer, 300)}</code>${{ exact: ', marked in the response', nearest: ', absent; what is around it is marked', none: ', not in what is shown' }[marked.mark]}`;
  return html`<details class="breach"${open ? html` open` : ''}><summary><strong>${oneLine(reason, 1000)}</strong> <span class="muted">seen in ${formatCount(count, 'call')}</span></summary>
${response ? html`<p>At fault: ${where}.</p>` : ''}
<div class="sides">
<section><h3>Request</h3><p><code>${oneLine(request.method, 40)} ${oneLine(request.url, 2000)}</code></p>
${headers(request.headers)}${request.body === '' ? html`<p class="muted">no body</p>` : body('request body', html`${laidOut(request.body)}`)}</section>
<section><h3>Response</h3>${
    response
      ? html`<p><code>HTTP ${response.status}</code></p>${headers(response.headers)}${
          response.body === ''
            ? html`<p class="muted">no body</p>`
            : body(
                'response body',
                html`${marked.pieces.map(({ text, atFault }) => (atFault ? html`<mark>${text}</mark>` : html`${text}`))}${left > 0 ? `… (${left} more characters)` : ''}`,
              )
        }`
      : html`<p>No answer came.</p>`
  }</section>
</div>
<div class="again"><h3>Make it again</h3>${command(curl)}${replay ? command(replay) : ''}</div>
</details>`;
}

function laidOut(text: string): string {
  return text.length > maxText
    ? text
    : markedJson(text, '')
        .pieces.map((piece) => piece.text)
        .join('');
}

function headers(all: Record<string, string>): Markup {
  const entries = Object.entries(all).slice(0, maxHeaders);
  if (entries.length === 0) return html``;
  return html`<details><summary>${formatCount(entries.length, 'header')}</summary><dl class="headers">${entries.map(
    ([name, value]) => html`<div><dt>${oneLine(name, 200)}</dt><dd>${oneLine(value, 2000)}</dd></div>`,
  )}</dl></details>`;
}

function body(name: string, content: Markup): Markup {
  return html`<pre tabindex="0" role="group" aria-label="${name}">${content}</pre>`;
}

function command(text: string): Markup {
  return html`<div class="command"><pre tabindex="0" role="group" aria-label="command">${text}</pre><button type="button" class="copy" hidden>Copy</button></div>`;
}
