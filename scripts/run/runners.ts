import type { ServedApp } from '../../client/settings/settings.ts';
import { type EmbeddedTarget, startEmbeddedTarget } from '../../reference/embedded.ts';
import type { ContractReport } from '../../tests/report/contract-report.ts';
import { runContract, type SuiteRun } from './run-contract.ts';

/** Where the parts of a run execute: a user's run in processes of their own, a test's within the test. */
export interface Runners {
  startEmbedded(app: ServedApp): Promise<EmbeddedTarget>;
  /** @throws Error when the suite gave no report */
  runSuite(run: SuiteRun): Promise<ContractReport>;
}

/** The suite runs under Playwright, the embedded target by itself: neither shares an event loop with a load. */
export const childProcessRunners: Runners = { startEmbedded: startEmbeddedTarget, runSuite: runContract };
