import type { CheckResult } from '../../../load/judge/check-result.ts';
import { causeOfSilence, judgedByConsistency } from '../../../tests/report/contract-report.ts';
import type { Run } from '../../run/run.ts';
import { oneLine } from './shown-text.ts';

/** When several checks judge a clause, the first of these verdicts that any of them has is the clause's. */
export const precedence: readonly CheckResult['verdict'][] = [
  'fail',
  'inconclusive',
  'pass',
  'note',
  'not-exercised',
];

/** The verdict on each clause by its id, from the suite and the load profiles together. */
export function clauseVerdicts({ contract, loads }: Run): Map<string, CheckResult['verdict']> {
  const verdicts = new Map<string, CheckResult['verdict']>();
  for (const { id, verdict } of [...(contract?.clauses ?? []), ...loads.flatMap(({ checks }) => checks)]) {
    const known = verdicts.get(id);
    if (!known || precedence.indexOf(verdict) < precedence.indexOf(known)) verdicts.set(id, verdict);
  }
  return verdicts;
}

/**
 * What a run did not judge, or only in part, by clause: "not exercised: F3, L8", "not run: E1, E2". Clauses that share the
 * reason of the whole run are left out, as the verdict states that reason.
 */
export function describeCoverage(run: Run): string[] {
  const verdicts = clauseVerdicts(run);
  const silent = [...verdicts.keys()].filter((id) => verdicts.get(id) === 'not-exercised');
  const causes = new Map<string, ReturnType<typeof causeOfSilence>>(
    run.contract?.clauses.map((clause) => [clause.id, causeOfSilence(clause)]),
  );
  const because = (wanted: ReturnType<typeof causeOfSilence>) =>
    silent.filter((id) => (causes.get(id) ?? 'own') === wanted);
  return [
    labelled('not exercised', because('own')),
    labelled('not run', because('not run')),
    labelled(
      'lists not declared, so answers were only compared with one another for',
      run.contract ? judgedByConsistency(run.contract) : [],
    ),
  ].filter((words) => words !== '');
}

/** The contract has some forty clauses, so that the line stays bounded though it has every id. */
function labelled(label: string, ids: readonly string[]): string {
  return ids.length === 0 ? '' : `${label}: ${ids.map((id) => oneLine(id, 20)).join(', ')}`;
}
