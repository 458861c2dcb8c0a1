import type { CheckResult, Verdict } from '../../../load/judge/check-result.ts';
import type { Run } from '../../run/run.ts';
import { formatCount } from './quantities.ts';
import { oneLine } from './shown-text.ts';
import { verdictLabels } from './verdict-labels.ts';

/** The verdict of a run: any breach fails it, and it passes only when every part was judged. */
export function verdictOf({ contract, loads, notRun = [] }: Run): Verdict {
  const verdicts = [...(contract ? [contract] : []), ...loads].map(({ verdict }) => verdict);
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.length > 0 && notRun.length === 0 && verdicts.every((verdict) => verdict === 'pass')
    ? 'pass'
    : 'inconclusive';
}

/** "conforms", "3 clauses breached: E1, S5, F2", "not judged: the generator fell behind"; one line, safe to show. */
export function describeVerdict(run: Run): string {
  const verdict = verdictOf(run);
  if (verdict === 'pass') return 'conforms';
  const unjudged = describeUnjudged(run);
  if (verdict === 'inconclusive') return `not judged: ${unjudged.join('; ') || 'nothing was run'}`;
  const breached = breachedIds(run);
  const breaches =
    breached.length > 0
      ? `${formatCount(breached.length, 'clause')} breached: ${breached.join(', ')}`
      : 'breaches found';
  return [breaches, ...unjudged.map((reason) => `not judged: ${reason}`)].join('; ');
}

/** The breached clauses, those of the suite first, each once. */
function breachedIds({ contract, loads }: Run): string[] {
  const ids = [...(contract?.clauses ?? []), ...loads.flatMap(({ checks }) => checks)]
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ id }) => oneLine(id, 20));
  return [...new Set(ids)];
}

/** When several checks judge a clause, the first of these verdicts that any of them has is the clause's. */
const precedence: readonly CheckResult['verdict'][] = [
  'fail',
  'inconclusive',
  'pass',
  'note',
  'not-exercised',
];

/** "31 clauses held, 1 breached, 2 not exercised", for the suite and the load profiles together. */
export function describeTally({ contract, loads }: Run): string {
  const verdicts = new Map<string, CheckResult['verdict']>();
  for (const { id, verdict } of [...(contract?.clauses ?? []), ...loads.flatMap(({ checks }) => checks)]) {
    const known = verdicts.get(id);
    if (!known || precedence.indexOf(verdict) < precedence.indexOf(known)) verdicts.set(id, verdict);
  }
  const count = (wanted: CheckResult['verdict']) =>
    [...verdicts.values()].filter((verdict) => verdict === wanted).length;
  const others = precedence
    .filter((verdict) => verdict !== 'pass' && count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${verdictLabels[verdict].word}`);
  return [`${formatCount(count('pass'), 'clause')} held`, ...others].join(', ');
}

/** The reasons why parts of the run were not judged; one line each, safe to show. */
export function describeUnjudged({ contract, loads, notRun = [] }: Run): string[] {
  const suite =
    contract && (contract.reason !== null || contract.verdict === 'inconclusive')
      ? [oneLine(contract.reason ?? 'no clause could be exercised', 160)]
      : [];
  const profiles = loads
    .filter(({ verdict }) => verdict === 'inconclusive')
    .map(({ profile, reason }) => `${oneLine(reason, 160)} (load profile ${oneLine(profile, 60)})`);
  return [...suite, ...profiles, ...notRun.map((what) => oneLine(what, 300))];
}
