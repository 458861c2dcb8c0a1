import { clausesOf } from '../../spec/clauses.ts';
import { type EditionId, editionIds } from '../../spec/generated/contract.ts';
import type { Check, CheckFinding, CheckResult, Verdict } from './check-result.ts';
import { checks } from './checks.ts';
import type { LoadFacts } from './load-facts.ts';

/**
 * The results of all checks, and the run's verdict with its reason.
 * @param edition whose clauses the results quote
 */
export function judgeRun(
  facts: LoadFacts,
  edition: EditionId = editionIds[0],
): { checks: CheckResult[]; verdict: Verdict; reason: string } {
  const clauses = clausesOf(edition, facts.profile.ceilingPerSecond);
  const results = checks
    .map((check) => ({ ...clauses[check.id], id: check.id, ...withTiming(check, check.judge(facts), facts) }))
    .filter(({ id, verdict }) => id !== 'F6' || verdict !== 'not-exercised');
  const failed = results.filter(({ verdict }) => verdict === 'fail');
  if (failed.length > 0) {
    return {
      checks: results,
      verdict: 'fail',
      reason: failed.map(({ id, reason }) => `${id}: ${reason}`).join('; '),
    };
  }
  if (facts.aborted)
    return { checks: results, verdict: 'inconclusive', reason: 'the run was stopped before its end' };
  const inconclusive = results.filter(({ verdict }) => verdict === 'inconclusive');
  if (inconclusive.length > 0 || facts.timingFaults.length > 0) {
    const reasons = inconclusive.map((each) => `${each.id}: ${each.reason}`);
    const reason = (facts.timingFaults.length > 0 ? facts.timingFaults : reasons).join('; ');
    return { checks: results, verdict: 'inconclusive', reason };
  }
  const missing = results.filter(
    ({ id, verdict }) => verdict === 'not-exercised' && (facts.profile.judges as string[]).includes(id),
  );
  if (missing.length > 0) {
    const reason = missing.map((each) => `${each.id} could not be judged: ${each.reason}`).join('; ');
    return { checks: results, verdict: 'inconclusive', reason };
  }
  return { checks: results, verdict: 'pass', reason: 'no breach was found, and the schedule was kept' };
}

/** Makes a finding inconclusive where it depends on timing and the harness was late, or the run was stopped. */
function withTiming(check: Check, finding: CheckFinding, facts: LoadFacts): CheckFinding {
  const [fault] = facts.aborted ? ['the run was stopped before its end'] : facts.timingFaults;
  if (fault === undefined) return finding;
  const isUndone =
    (finding.verdict === 'pass' && (check.timed.pass || facts.aborted)) ||
    (finding.verdict === 'fail' && check.timed.fail && facts.timingFaults.length > 0);
  return isUndone ? { ...finding, verdict: 'inconclusive', reason: `${fault}; ${finding.reason}` } : finding;
}
