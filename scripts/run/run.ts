import type { LoadReport } from '../../load/load-report.ts';
import type { ContractReport } from '../../tests/report/contract-report.ts';

/** All that one run of the harness recorded: reports are made of this and of nothing else. */
export interface Run {
  /** Null when the contract suite was not run. */
  contract: ContractReport | null;
  loads: readonly LoadReport[];
  /** What should have been run and was not, and why, each a sentence; the run as a whole is then not judged. */
  notRun?: readonly string[];
}
