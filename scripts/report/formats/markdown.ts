import type { CheckResult } from '../../../load/judge/check-result.ts';
import type { LoadReport } from '../../../load/load-report.ts';
import { type ClauseReport, causeOfSilence } from '../../../tests/report/contract-report.ts';
import type { Run } from '../../run/run.ts';
import { loadFacts } from '../words/load-facts.ts';
import { formatDuration, formatMeasured, formatUtc } from '../words/quantities.ts';
import { describeTally, describeVerdict, testedEmbedded, verdictOf } from '../words/run-verdict.ts';
import { verdictLabels } from '../words/verdict-labels.ts';
import { code, plain } from './markdown-text.ts';

/** A comment on a pull request holds at most 65,536 characters. */
const maxLength = 60_000;

/** `summary.md`: for a comment on a pull request and the summary of a CI job. */
export function markdown(run: Run): string {
  const { contract, loads } = run;
  const records = [...(contract ? [contract] : []), ...loads];
  const [first] = records;
  const durationMs = records.reduce((sum, record) => sum + record.durationMs, 0);
  const facts = first
    ? [
        `Target ${code(first.target.url)}${testedEmbedded(run) ? ', the embedded reference target' : ''}`,
        `edition ${code(first.target.edition)}`,
        plain(formatUtc(first.startedAt)),
        plain(formatDuration(durationMs)),
      ]
    : [];
  const lines = [
    `### ${verdictLabels[verdictOf(run)].symbol} group_get: ${plain(describeVerdict(run))}`,
    '',
    [`${describeTally(run)}.`, facts.join(' · ')].join(' ').trim(),
    '',
    ...clauseLines(contract?.clauses ?? []),
    ...loads.flatMap(loadLines),
  ];
  return `${bounded(lines).join('\n').trimEnd()}\n`;
}

function clauseLines(clauses: readonly ClauseReport[]): string[] {
  const breached = clauses.filter(({ verdict }) => verdict === 'fail');
  const silent = (cause: ReturnType<typeof causeOfSilence>) =>
    clauses.filter((clause) => causeOfSilence(clause) === cause);
  const idLine = (label: string, left: readonly ClauseReport[]) =>
    left.length > 0 ? [`- ${label}: ${left.map(({ id }) => plain(id)).join(', ')}`, ''] : [];
  return [
    ...table(
      ['Clause', 'Breached', 'What was seen', 'Calls'],
      breached.map(({ id, title, failures }) => {
        const more = failures.length > 1 ? ` and ${failures.length - 1} more` : '';
        const calls = failures.reduce((sum, { count }) => sum + count, 0);
        return [`**${plain(id)}**`, plain(title), `${code(failures[0]?.reason ?? '')}${more}`, `${calls}`];
      }),
    ),
    ...table(
      ['Clause', 'Not exercised', 'Why'],
      silent('own').map(({ id, title, notes }) => [
        plain(id),
        plain(title),
        notes.slice(0, 2).map(code).join('; '),
      ]),
    ),
    ...idLine('not run', silent('not run')),
    ...idLine('not judged', silent('whole run')),
  ];
}

function loadLines(load: LoadReport): string[] {
  const { profile, verdict, reason, checks } = load;
  const { symbol, word } = verdictLabels[verdict];
  const left = checks.filter((check) => check.verdict === 'not-exercised').map(({ id }) => plain(id));
  return [
    `#### ${symbol} load profile ${plain(profile)}: ${verdict === 'pass' ? 'conforms' : word}`,
    '',
    ...(verdict === 'inconclusive' ? [code(reason), ''] : []),
    ...table(
      ['Check', '', 'Verdict', 'Observed', 'Expected', 'Unit', 'Why'],
      checks.filter((check) => check.verdict !== 'not-exercised').map(checkRow),
    ),
    ...(left.length > 0 ? [`- not exercised by this profile: ${left.join(', ')}`] : []),
    ...loadFacts(load).map(([label, value]) => `- ${label}: ${plain(value)}`),
    '',
  ];
}

function checkRow({ id, title, verdict, observed, expected, unit, reason }: CheckResult): string[] {
  const { symbol, word } = verdictLabels[verdict];
  const value = (it: number | string | null) => (typeof it === 'string' ? code(it) : formatMeasured(it));
  const shownId = verdict === 'fail' ? `**${plain(id)}**` : plain(id);
  const measured = [value(observed), value(expected), plain(unit)];
  return [shownId, plain(title), `${symbol} ${word}`, ...measured, code(reason)];
}

function table(head: string[], rows: string[][]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

/** Cuts between lines: half a table is still a table. */
function bounded(lines: string[]): string[] {
  let length = 0;
  const over = lines.findIndex((line) => {
    length += line.length + 1;
    return length > maxLength;
  });
  return over < 0 ? lines : [...lines.slice(0, over), '', 'More than fits here; the rest is in index.html.'];
}
