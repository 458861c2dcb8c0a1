import type { Profile } from '../../load/schedule/profile.ts';
import type { ClauseId } from '../../spec/generated/contract.ts';
import type { SuiteOptions } from '../../tests/suite-options.ts';

/** What a command runs, in this order. */
export interface Plan {
  /** Absent: the contract suite is not run. */
  suite?: SuiteOptions;
  /** Clauses that the suite must have exercised for the run to be judged. */
  required?: readonly ClauseId[];
  profiles: readonly Profile[];
  /** Host that may be put under load. */
  consent?: string | undefined;
}
