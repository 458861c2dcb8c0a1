import type { RecordFile } from '../../load/record/record-file.ts';
import type { Profile } from '../../load/schedule/profile.ts';
import type { ClauseId } from '../../spec/generated/contract.ts';
import type { SuiteOptions } from '../../tests/suite-options.ts';

/** The parts of a run, in this order. */
export interface Plan {
  /** Absent: the contract suite does not run. */
  suite?: SuiteOptions;
  /** Clauses that the suite must exercise; otherwise the run is inconclusive. */
  required?: readonly ClauseId[];
  profiles: readonly Profile[];
  /** Keeps the record of the load; for a plan with one profile. */
  record?: RecordFile;
  /** The host that the user allowed to be load-tested. */
  consent?: string | undefined;
}
