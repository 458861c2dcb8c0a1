import { callMutants } from './call.ts';
import { credentialMutants } from './credentials.ts';
import { envelopeMutants } from './envelope.ts';
import { incorrectRequestMutants } from './incorrect-requests.ts';
import { listMutants } from './lists.ts';
import type { Mutant } from './mutant.ts';
import { nameMutants } from './names.ts';
import { requestBodyMutants } from './request-body.ts';
import { successMutants } from './success.ts';
import { tryAgainMutants } from './try-again.ts';
import { userMutants } from './users.ts';

/**
 * Every mutant, by family of clauses; each clause that an answer to the suite can breach has at least two. Some were
 * written after the checks: docs/contract-verdicts.md says which of those the suite missed at first.
 */
export const mutants: readonly Mutant[] = [
  ...callMutants,
  ...requestBodyMutants,
  ...envelopeMutants,
  ...successMutants,
  ...listMutants,
  ...nameMutants,
  ...userMutants,
  ...incorrectRequestMutants,
  ...credentialMutants,
  ...tryAgainMutants,
];
