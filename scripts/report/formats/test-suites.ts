import type { CheckResult } from '../../../load/judge/check-result.ts';
import type { LoadReport } from '../../../load/load-report.ts';
import type { Failure } from '../../../tests/report/breach.ts';
import type { ClauseReport, ContractReport } from '../../../tests/report/contract-report.ts';
import type { Run } from '../../run/run.ts';
import { describeCheck, loadFacts } from '../words/load-facts.ts';
import { describeUnjudged, verdictOf } from '../words/run-verdict.ts';
import { shownText } from '../words/shown-text.ts';

/** A clause or a check as a test case. */
export interface TestCase {
  classname: string;
  name: string;
  outcome: { kind: 'failure' | 'error' | 'skipped'; message: string; text: string } | null;
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
 * A run in the terms of test runners: a suite for the contract and one per load profile, a case per clause. What is not
 * exercised is a skipped case, as the formats have no other word for neither passed nor failed. The reason why a run, or a
 * part of it, was not judged is a case of its own, an error: readers take a run without failures and errors for a good one.
 */
export function testSuites(run: Run): TestSuite[] {
  const { contract, loads, notRun = [] } = run;
  const suites = [
    ...(contract ? [contractSuite(contract)] : []),
    ...loads.map(loadSuite),
    ...(notRun.length > 0 ? [notRunSuite(run, notRun)] : []),
  ];
  const hasError = suites.some(({ cases }) => cases.some(({ outcome }) => outcome?.kind === 'error'));
  if (verdictOf(run) !== 'inconclusive' || hasError) return suites;
  const cases = [
    unjudged('gate', 'the run could be judged', describeUnjudged(run).join('; ') || 'nothing was run'),
  ];
  return [...suites, { ...withoutRecord('run', run), cases }];
}

function contractSuite(contract: ContractReport): TestSuite {
  const { target, startedAt, durationMs, clauses, reason, verdict } = contract;
  const why = reason ?? (verdict === 'inconclusive' ? 'no clause could be exercised' : null);
  return {
    name: 'contract',
    startedAt,
    durationMs,
    properties: targetProperties(target),
    cases: [
      ...clauses.map(clauseCase),
      ...(why === null ? [] : [unjudged('contract', 'every clause could be judged', why)]),
    ],
  };
}

function clauseCase({ id, title, says, verdict, notes, failures }: ClauseReport): TestCase {
  const base = { classname: 'contract', name: `${id} ${title}` };
  if (verdict === 'fail') {
    const shown = failures.slice(0, maxFailures);
    const more = failures.length - shown.length;
    const text = [says, ...shown.map(evidence), ...(more > 0 ? [`${more} more in contract.json`] : [])];
    const message = failures[0]?.reason ?? 'breached';
    return { ...base, outcome: { kind: 'failure', message, text: text.join('\n\n') }, out: '' };
  }
  if (verdict === 'not-exercised') {
    const message = notes.join('; ') || 'not exercised';
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
      ...targetProperties(target),
      ...loadFacts(load).filter(([label]) => label === 'limiter' || label === 'outcomes'),
    ],
    cases: [...checks.map((check) => checkCase(check, load, classname)), ...wholeRun],
  };
}

/** Where the suite already has the reason of the whole run, what was not run follows from it and is skipped. */
function notRunSuite(run: Run, sentences: readonly string[]): TestSuite {
  const kind = run.contract?.verdict === 'inconclusive' ? 'skipped' : 'error';
  const cases = sentences.map((sentence, index) =>
    unjudged('gate', `part ${index + 1} of what was not run`, sentence, kind),
  );
  return { ...withoutRecord('not run', run), cases };
}

function withoutRecord(name: string, { contract, loads }: Run): Omit<TestSuite, 'cases'> {
  const startedAt = (contract ?? loads[0])?.startedAt ?? new Date(0).toISOString();
  return { name, startedAt, durationMs: 0, properties: [] };
}

function targetProperties({ url, edition, embedded }: LoadReport['target']): [string, string][] {
  return [
    ['target', url],
    ['edition', edition],
    ['embedded', String(embedded)],
  ];
}

function checkCase(check: CheckResult, load: LoadReport, classname: string): TestCase {
  const message = describeCheck(check);
  const facts = loadFacts(load).map(([label, value]) => `${label}: ${value}`);
  const outcome: TestCase['outcome'] =
    check.verdict === 'pass' || check.verdict === 'note'
      ? null
      : check.verdict === 'fail'
        ? { kind: 'failure', message, text: [check.says, message, ...facts].join('\n') }
        : { kind: 'skipped', message, text: '' };
  const name = `${check.id} ${check.title}`;
  return { classname, name, outcome, out: outcome ? '' : message };
}

function unjudged(
  classname: string,
  name: string,
  message: string,
  kind: 'error' | 'skipped' = 'error',
): TestCase {
  return { classname, name, outcome: { kind, message, text: '' }, out: '' };
}
