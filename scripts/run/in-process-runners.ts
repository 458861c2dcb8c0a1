import type { ClientOptions } from '../../client/call/client.ts';
import { startReferenceTarget } from '../../reference/server.ts';
import { checks } from '../../tests/checks/checks.ts';
import { Suite } from '../../tests/suite.ts';
import type { SuiteRun } from './run-contract.ts';
import type { Runners } from './runners.ts';
import { SuiteResults } from './suite-results.ts';

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
      const { ratePerSecond, ...unpaced } = options;
      const paced = clientOptions.clock === undefined ? unpaced : options;
      const { timeLimitSeconds } = options;
      const endsAtMs = timeLimitSeconds === undefined ? undefined : Date.now() + timeLimitSeconds * 1000;
      const suite = new Suite(target, { ...paced, ...clientOptions }, endsAtMs);
      const chosen = checks.filter(
        ({ clause }) => options.clauses.length === 0 || options.clauses.includes(clause),
      );
      const results = new SuiteResults(target);
      results.total = chosen.length;
      for (const check of chosen) {
        if (signal.aborted) break;
        results.add(await suite.run(check));
        await tell(results.progress(`${check.clause} ${check.title}`));
      }
      await suite.close();
      const contract = results.report(signal.aborted ? 'the run was interrupted' : null);
      await tell({ kind: 'contract judged', contract });
      return contract;
    },
  };
}
