import type { ClientOptions } from '../../client/call/client.ts';
import { startReferenceTarget } from '../../reference/server.ts';
import { checks } from '../../tests/checks/checks.ts';
import { runCheck } from '../../tests/checks/run-check.ts';
import { type CheckResult, contractReport } from '../../tests/report/contract-report.ts';
import { Session } from '../../tests/session.ts';
import type { SuiteOptions } from '../../tests/suite-options.ts';
import type { SuiteRun } from './run-contract.ts';
import type { Runners } from './runners.ts';

/**
 * Runners for tests: the suite runs without Playwright, the embedded target without a limiter, both in this process. Calls
 * are not paced unless the client has a clock of its own.
 * @param clientOptions further options of the suite's client, such as a dispatcher and a virtual clock
 */
export function inProcessRunners(clientOptions: ClientOptions = {}): Runners {
  return {
    async startEmbedded(app) {
      const target = await startReferenceTarget({ app, limiter: { kind: 'none' } });
      return { url: target.url, stop: () => void target.close() };
    },
    async runSuite({ target, options, tell, signal }: SuiteRun) {
      const startedAt = new Date();
      const { ratePerSecond, ...unpaced } = options;
      const paced = clientOptions.clock === undefined ? unpaced : options;
      const session = new Session(target, { ...paced, ...clientOptions } satisfies SuiteOptions &
        ClientOptions);
      const chosen = checks.filter(
        ({ clause }) => options.clauses.length === 0 || options.clauses.includes(clause),
      );
      const results: CheckResult[] = [];
      for (const check of chosen) {
        if (signal.aborted) break;
        results.push(await runCheck(session, check));
        await tell({
          kind: 'check judged',
          title: `${check.clause} ${check.title}`,
          done: results.length,
          total: chosen.length,
          breached: results.filter(({ breaches }) => breaches.length > 0).length,
        });
      }
      await session.client.close();
      const contract = contractReport(results, {
        target,
        startedAt,
        durationMs: Date.now() - startedAt.getTime(),
        problem: signal.aborted ? 'the run was interrupted' : null,
      });
      await tell({ kind: 'contract judged', contract });
      return contract;
    },
  };
}
