import type { ClauseText } from '../../spec/clauses.ts';
import type { LoadCheckId } from '../schedule/profile.ts';
import type { LoadFacts } from './load-facts.ts';

export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** The result of one check of a load run, with the texts of its clause for the profile's ceiling. Texts may quote the target, without its control characters. */
export interface CheckResult extends Omit<ClauseText, 'id'> {
  id: LoadCheckId | 'F6';
  verdict: Verdict | 'not-exercised' | 'note';
  observed: number | string | null;
  expected: number | string | null;
  unit: string;
  /** One sentence: why this verdict. */
  reason: string;
}

/** What a check finds in a run, without the texts of its clause. docs/load-verdicts.md has the arguments. */
export type CheckFinding = Omit<CheckResult, keyof ClauseText>;

/** The part of a finding that is the same however the check ends. */
export type FindingShape = Pick<CheckFinding, 'observed' | 'expected' | 'unit'>;

export interface Check {
  id: LoadCheckId | 'F6';
  /** Whether a pass and a fail of this check depend on the harness being on time; if it was late, they are inconclusive. */
  timed: { pass: boolean; fail: boolean };
  judge(facts: LoadFacts): CheckFinding;
}

export function notExercised(shape: FindingShape, reason: string): CheckFinding {
  return { ...shape, verdict: 'not-exercised', reason };
}

/** A partial finding: what it leaves out is as in the check's shape. */
export type Conclusion = Pick<CheckFinding, 'verdict' | 'reason'> & Partial<FindingShape>;

/** One ground on which a check can rest its conclusion; undefined when it does not apply to this run. */
export type Ground<Measured> = (measured: Measured) => Conclusion | undefined;

/** The conclusion of the first ground that applies. */
export function firstConclusion<Measured>(
  grounds: readonly Ground<Measured>[],
  measured: Measured,
): Conclusion | undefined {
  for (const ground of grounds) {
    const conclusion = ground(measured);
    if (conclusion !== undefined) return conclusion;
  }
  return undefined;
}
