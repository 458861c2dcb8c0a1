import type { LoadReport } from '../../load/load-report.ts';
import type { ContractReport } from '../../tests/report/contract-report.ts';

/** Everything that one run of the harness recorded. Reports are made of this alone. */
export interface Run {
  /** Null when the contract suite did not run. */
  contract: ContractReport | null;
  loads: readonly LoadReport[];
  /** A sentence for each part that should have run and did not, with the reason; the run is then inconclusive. */
  notRun?: readonly string[];
}
