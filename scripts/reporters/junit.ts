import type { CheckResult, LoadReport } from '../../load/load-report.ts';
import type { ClauseReport, ContractReport } from '../../tests/contract-report.ts';
import type { Failure } from '../../tests/finding.ts';
import { checkInWords, loadFacts } from './check-words.ts';
import type { Run } from './run.ts';
import { shownText } from './shown-text.ts';

interface TestCase {
  classname: string;
  name: string;
  outcome: { kind: 'failure' | 'skipped'; message: string; text: string } | null;
  /** What a passing case has to say. */
  out: string;
}

interface Suite {
  name: string;
  startedAt: string;
  durationMs: number;
  properties: [string, string][];
  cases: TestCase[];
}

const maxMessage = 500;
const maxText = 10_000;
const maxFailures = 10;

/**
 * `junit.xml`: a suite for the contract and one for each load profile, a case for each clause. Not exercised and not judged
 * are skipped cases, as the format has no other word for what is neither passed nor failed.
 */
export function junit({ contract, loads, notRun = [] }: Run): string {
  const suites = [
    ...(contract ? [contractSuite(contract)] : []),
    ...loads.map(loadSuite),
    ...(notRun.length > 0 ? [notRunSuite(notRun, (contract ?? loads[0])?.startedAt)] : []),
  ];
  const all = suites.flatMap(({ cases }) => cases);
  const durationMs = suites.reduce((sum, suite) => sum + suite.durationMs, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="group_get" ${counts(all)} time="${inSeconds(durationMs)}">`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function contractSuite(contract: ContractReport): Suite {
  const { target, startedAt, durationMs, clauses, reason } = contract;
  return {
    name: 'contract',
    startedAt,
    durationMs,
    properties: [
      ['target', target.url],
      ['edition', target.edition],
    ],
    cases: [
      ...clauses.map((clause) => clauseCase(clause, reason)),
      ...(reason === null ? [] : [unjudged('contract', 'every clause could be judged', reason)]),
    ],
  };
}

function clauseCase(clause: ClauseReport, reason: string | null): TestCase {
  const { id, title, says, verdict, notes, failures } = clause;
  const base = { classname: 'contract', name: `${id} ${title}` };
  if (verdict === 'fail') {
    const shown = failures.slice(0, maxFailures);
    const more = failures.length - shown.length;
    const text = [says, ...shown.map(evidence), ...(more > 0 ? [`${more} more in contract.json`] : [])];
    const message = failures[0]?.reason ?? 'breached';
    return { ...base, outcome: { kind: 'failure', message, text: text.join('\n\n') }, out: '' };
  }
  if (verdict === 'not-exercised') {
    const message = [...notes, ...(reason === null ? [] : [reason])].join('; ') || 'not exercised';
    return { ...base, outcome: { kind: 'skipped', message, text: '' }, out: '' };
  }
  return { ...base, outcome: null, out: notes.join('\n') };
}

function evidence({ reason, request, response, curl, count }: Failure): string {
  const answer = response
    ? `response: HTTP ${response.status}\n${shownText(response.body, 2000)}`
    : 'no answer came';
  const asked = `request: ${request.method} ${shownText(request.url, 600)}\n${shownText(request.body, 1000)}`;
  return `${reason} (seen in ${count} calls)\n${asked}\n${answer}\n${shownText(curl, 2000)}`;
}

function loadSuite(load: LoadReport): Suite {
  const classname = `load.${load.profile}`;
  const { verdict, reason, target, checks } = load;
  const wholeRun = verdict === 'inconclusive' ? [unjudged(classname, 'the run could be judged', reason)] : [];
  return {
    name: `load ${load.profile}`,
    startedAt: load.startedAt,
    durationMs: load.durationMs,
    properties: [
      ['target', target.url],
      ['edition', target.edition],
      ...loadFacts(load).filter(([label]) => label === 'limiter' || label === 'outcomes'),
    ],
    cases: [...checks.map((check) => checkCase(check, load, classname)), ...wholeRun],
  };
}

function notRunSuite(sentences: readonly string[], startedAt = new Date(0).toISOString()): Suite {
  const cases = sentences.map((sentence, index) =>
    unjudged('gate', `part ${index + 1} of what was not run`, sentence),
  );
  return { name: 'not run', startedAt, durationMs: 0, properties: [], cases };
}

function checkCase(check: CheckResult, load: LoadReport, classname: string): TestCase {
  const message = checkInWords(check);
  const facts = loadFacts(load).map(([label, value]) => `${label}: ${value}`);
  const outcome: TestCase['outcome'] =
    check.verdict === 'pass' || check.verdict === 'note'
      ? null
      : check.verdict === 'fail'
        ? { kind: 'failure', message, text: [message, ...facts].join('\n') }
        : { kind: 'skipped', message, text: '' };
  const name = `${check.id} ${check.title}`;
  return { classname, name, outcome, out: outcome ? '' : message };
}

function unjudged(classname: string, name: string, message: string): TestCase {
  return { classname, name, outcome: { kind: 'skipped', message, text: '' }, out: '' };
}

function suiteLines({ name, startedAt, durationMs, properties, cases }: Suite): string[] {
  const moment = new Date(startedAt);
  // xs:dateTime without a zone is what the common readers accept.
  const timestamp = Number.isNaN(moment.getTime()) ? '' : ` timestamp="${moment.toISOString().slice(0, 19)}"`;
  return [
    `  <testsuite name=${quoted(name)} ${counts(cases)} skipped="${number(cases, 'skipped')}" time="${inSeconds(durationMs)}"${timestamp}>`,
    '    <properties>',
    ...properties.map(([key, value]) => `      <property name=${quoted(key)} value=${quoted(value)}/>`),
    '    </properties>',
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function caseLines({ classname, name, outcome, out }: TestCase): string[] {
  // A case has no time of its own: a clause is judged on the answers to many calls, and a call is judged by many clauses.
  const open = `    <testcase classname=${quoted(classname)} name=${quoted(name)} time="0"`;
  if (outcome?.kind === 'failure') {
    const { message, text } = outcome;
    const failure = `<failure message=${quoted(message)} type="breach">${escaped(shownText(text, maxText))}</failure>`;
    return [`${open}>`, `      ${failure}`, '    </testcase>'];
  }
  if (outcome) return [`${open}>`, `      <skipped message=${quoted(outcome.message)}/>`, '    </testcase>'];
  if (out === '') return [`${open}/>`];
  return [
    `${open}>`,
    `      <system-out>${escaped(shownText(out, maxText))}</system-out>`,
    '    </testcase>',
  ];
}

function counts(cases: TestCase[]): string {
  return `tests="${cases.length}" failures="${number(cases, 'failure')}" errors="0"`;
}

function number(cases: TestCase[], kind: 'failure' | 'skipped'): number {
  return cases.filter(({ outcome }) => outcome?.kind === kind).length;
}

function inSeconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function quoted(text: string): string {
  return `"${escaped(shownText(text, maxMessage)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
