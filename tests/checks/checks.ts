import { callChecks } from './call-checks.ts';
import type { Check } from './check.ts';
import { envelopeChecks } from './envelope-checks.ts';
import { failureChecks } from './failure-checks.ts';
import { requestBodyChecks } from './request-body-checks.ts';
import { successChecks } from './success-checks.ts';

/**
 * Every check, by clause. To run those of one clause: `npm run contract -- --clause S5`.
 *
 * The session holds every pull to all of client/judge/rules.ts, and every response to judgeResponse. A check only brings about
 * answers on which a breach of its clause shows.
 */
export const checks: readonly Check[] = [
  ...callChecks,
  ...requestBodyChecks,
  ...envelopeChecks,
  ...successChecks,
  ...failureChecks,
];
