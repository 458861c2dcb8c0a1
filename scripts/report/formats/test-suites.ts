import type { CheckResult } from '../../../load/judge/check-result.ts';
import type { LoadReport } from '../../../load/load-report.ts';
import type { Failure } from '../../../tests/report/breach.ts';
import type { ClauseReport, ContractReport } from '../../../tests/report/contract-report.ts';
import type { Run } from '../../run/run.ts';
import { describeCheck, loadFacts } from '../words/load-facts.ts';
import { shownText } from '../words/shown-text.ts';

/** A clause or a check as a test case. */
export interface TestCase {
  classname: string;
  name: string;
  outcome: { kind: 'failure' | 'skipped'; message: string; text: string } | null;
  /** The output of a passing case. */
  out: string;
}

/** The contract, a load profile, or the parts that were not run. */
export interface TestSuite {
  name: string;
  startedAt: string;
  durationMs: number;
  properties: [string, string][];
  cases: TestCase[];
}

const maxFailures = 10;

/**
 * A run in the terms of test runners: a suite for the contract and one per load profile, a case per clause. Not exercised and
 * not judged are skipped cases, as the formats have no other word for neither passed nor failed.
 */
export function testSuites({ contract, loads, notRun = [] }: Run): TestSuite[] {
  return [
    ...(contract ? [contractSuite(contract)] : []),
    ...loads.map(loadSuite),
    ...(notRun.length > 0 ? [notRunSuite(notRun, (contract ?? loads[0])?.startedAt)] : []),
  ];
}

function contractSuite(contract: ContractReport): TestSuite {
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

function loadSuite(load: LoadReport): TestSuite {
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

function notRunSuite(sentences: readonly string[], startedAt = new Date(0).toISOString()): TestSuite {
  const cases = sentences.map((sentence, index) =>
    unjudged('gate', `part ${index + 1} of what was not run`, sentence),
  );
  return { name: 'not run', startedAt, durationMs: 0, properties: [], cases };
}

function checkCase(check: CheckResult, load: LoadReport, classname: string): TestCase {
  const message = describeCheck(check);
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
