import { keptLine } from '../../client/call/untrusted-text.ts';
import { Inconclusive } from '../../client/settings/run-errors.ts';
import type { CheckResult } from '../report/contract-report.ts';
import { NotExercised, type Session } from '../session.ts';
import type { Check } from './check.ts';

/** Runs one check and takes what the session observed. Never throws. */
export async function runCheck(session: Session, { clause, title, run }: Check): Promise<CheckResult> {
  let notExercised: string | null = null;
  let inconclusive: string | null = null;
  try {
    await run(session);
  } catch (error) {
    if (error instanceof NotExercised) notExercised = error.message;
    else if (error instanceof Inconclusive) inconclusive = error.message;
    // An error of the harness is no verdict on the target.
    else inconclusive = keptLine(`the check '${title}' broke down: ${error}`, session.client.secrets);
    notExercised ??= inconclusive;
  }
  return {
    clause,
    title,
    ...session.take(),
    notExercised,
    inconclusive: inconclusive ?? session.refused ?? null,
  };
}
