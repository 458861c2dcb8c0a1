import type { LoadReport } from '../../load/load-report.ts';
import type { ContractReport } from '../../tests/contract-report.ts';

/** All that one run of the harness recorded: reports are made of this and of nothing else. */
export interface Run {
  /** Null when the contract suite was not run. */
  contract: ContractReport | null;
  loads: readonly LoadReport[];
}
