import { createHash } from 'node:crypto';
import type { Run } from '../../run/run.ts';
import { contractSection } from '../page/contract-section.ts';
import { loadSection } from '../page/load-section.ts';
import { type Markup, html as markup, trusted } from '../page/markup.ts';
import { pageScript } from '../page/script.ts';
import { pageStyle } from '../page/style.ts';
import { describeCheck } from '../words/load-facts.ts';
import { formatDuration, formatUtc } from '../words/quantities.ts';
import {
  describeTally,
  describeVerdict,
  describeVerdictBriefly,
  testedEmbedded,
  verdictOf,
} from '../words/run-verdict.ts';
import { oneLine } from '../words/shown-text.ts';
import { verdictLabels } from '../words/verdict-labels.ts';

/** `index.html`: a self-contained page. */
export function html(run: Run): string {
  const verdict = verdictOf(run);
  const words = describeVerdict(run);
  const { contract, loads } = run;
  // A browser obeys only the style and the script with these hashes, whatever else got into the page.
  const policy = `default-src 'none'; style-src ${hashOf(pageStyle)}; script-src ${hashOf(pageScript)}; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${verdictLabels[verdict].symbol} ${describeVerdictBriefly(run)}: group_get</title>
<style>${trusted(pageStyle)}</style>
</head>
<body>
<header>
<p class="kicker">group_get: contract and calling frequency</p>
<h1 class="${verdict}"><span aria-hidden="true">${verdictLabels[verdict].symbol}</span> ${words}</h1>
<p class="tally">${describeTally(run)}.</p>
${facts(run)}
</header>
<main>
${causes(run)}
${contract ? contractSection(contract) : null}
${loads.map(loadSection)}
</main>
<script>${trusted(pageScript)}</script>
</body>
</html>
`.text;
}

function facts(run: Run): Markup {
  const { contract, loads } = run;
  const records = [...(contract ? [contract] : []), ...loads];
  const [first] = records;
  if (!first) return markup``;
  const unique = (texts: string[]) =>
    [...new Set(texts)]
      .slice(0, 10)
      .map((text) => oneLine(text, 300))
      .join(', ');
  const parts = [
    ...(contract ? [markup`<a href="#contract">contract</a>`] : []),
    ...loads.map(({ profile }, index) => markup`<a href="#load-${index + 1}">load ${profile}</a>`),
  ];
  const rows: [string, string | Markup][] = [
    [
      'Target',
      unique(records.map(({ target }) => target.url)) +
        (testedEmbedded(run) ? ', the embedded reference target' : ''),
    ],
    ['Edition', unique(records.map(({ target }) => target.edition))],
    ['Started', formatUtc(first.startedAt)],
    ['Took', formatDuration(records.reduce((sum, { durationMs }) => sum + durationMs, 0))],
    ['Run', markup`${parts.map((part, index) => [index > 0 ? ', ' : '', part])}`],
  ];
  return markup`<dl class="facts">${rows.map(
    ([label, value]) => markup`<div><dt>${label}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

/** The cause of each breach on one line, right below the verdict. */
function causes({ contract, loads }: Run): Markup {
  const inSuite = (contract?.clauses ?? [])
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ id, title, failures }) => ({
      href: `#clause-${id}`,
      id,
      title,
      cause: failures[0]?.reason ?? '',
    }));
  const underLoad = loads.flatMap(({ checks, profile }, index) =>
    checks
      .filter(({ verdict }) => verdict === 'fail')
      .map((check) => ({
        href: `#load-${index + 1}`,
        id: check.id,
        title: `${check.title} (load profile ${profile})`,
        cause: describeCheck(check),
      })),
  );
  const all = [...inSuite, ...underLoad];
  if (all.length === 0) return markup``;
  return markup`<section aria-labelledby="causes-title"><h2 id="causes-title">What was breached</h2>
<ul class="causes">${all.map(
    ({ href, id, title, cause }) =>
      markup`<li><a href="${href}"><b>${id}</b> ${title}</a><p>${oneLine(cause, 500)}</p></li>`,
  )}</ul></section>`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
