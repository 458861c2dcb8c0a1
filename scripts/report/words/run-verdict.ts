import type { CheckResult, Verdict } from '../../../load/judge/check-result.ts';
import type { Run } from '../../run/run.ts';
import { clauseVerdicts, describeCoverage, precedence } from './clause-verdicts.ts';
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

/**
 * The verdict, the clauses breached, the reasons why parts were not judged, whether the embedded reference target was
 * tested, and the clauses that were not exercised: "conforms", "3 clauses breached: E1, S5, F2; not exercised: F3",
 * "not judged: the harness fell behind its schedule". One line, safe to show.
 */
export function describeVerdict(run: Run): string {
  const unjudged = describeUnjudged(run);
  const words = {
    pass: () => 'conforms',
    fail: () => [describeBreaches(run), ...unjudged.map((reason) => `not judged: ${reason}`)].join('; '),
    inconclusive: () => `not judged: ${unjudged.join('; ') || 'nothing was run'}`,
  };
  return [words[verdictOf(run)]() + ofTarget(run), ...describeCoverage(run)].join('; ');
}

/** The verdict without reasons, which a report states once: "conforms", "1 clause breached: E1", "not judged". */
export function describeVerdictBriefly(run: Run): string {
  const words = {
    pass: () => 'conforms',
    fail: () => describeBreaches(run),
    inconclusive: () => 'not judged',
  };
  return words[verdictOf(run)]() + ofTarget(run);
}

/** Whether the embedded reference target was tested, and no target of the user. */
export function testedEmbedded({ contract, loads }: Run): boolean {
  return [...(contract ? [contract] : []), ...loads].some(({ target }) => target.embedded);
}

function ofTarget(run: Run): string {
  return testedEmbedded(run) ? ' (of the embedded reference target)' : '';
}

function describeBreaches(run: Run): string {
  const breached = breachedIds(run);
  if (breached.length === 0) return 'breaches found';
  return `${formatCount(breached.length, 'clause')} breached: ${breached.join(', ')}`;
}

/** The breached clauses, those of the suite first, each once. */
function breachedIds({ contract, loads }: Run): string[] {
  const ids = [...(contract?.clauses ?? []), ...loads.flatMap(({ checks }) => checks)]
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ id }) => oneLine(id, 20));
  return [...new Set(ids)];
}

/** "31 clauses held, 1 breached, 2 not exercised", for the suite and the load profiles together. */
export function describeTally(run: Run): string {
  const verdicts = clauseVerdicts(run);
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
      ? [oneLine(contract.reason ?? 'no clause could be exercised', 400)]
      : [];
  const profiles = loads
    .filter(({ verdict }) => verdict === 'inconclusive')
    .map(({ profile, reason }) => `${oneLine(reason, 400)} (load profile ${oneLine(profile, 60)})`);
  return [...suite, ...profiles, ...notRun.map((what) => oneLine(what, 300))];
}
