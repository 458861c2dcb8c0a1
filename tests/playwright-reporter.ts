import type { FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { readTarget } from '../client/settings/settings.ts';
import { type CheckResult, contractReport, type SuiteEvent } from './report/contract-report.ts';

/** Collects the checks' results from Playwright's workers and sends each one, and the report, to the parent process. */
export default class ContractReporter implements Reporter {
  readonly #results: CheckResult[] = [];
  readonly #startedAt = new Date();
  #total = 0;
  #problem: string | null = null;

  constructor() {
    // When the command is killed, nobody reads the result: stop calling the target.
    process.once('disconnect', () => process.exit());
  }

  printsToStdio(): boolean {
    return true;
  }

  onBegin(_config: unknown, suite: Suite): void {
    this.#total = suite.allTests().length;
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const attached = result.attachments.find(({ name }) => name === 'result')?.body;
    if (attached) this.#results.push(JSON.parse(attached.toString()) as CheckResult);
    else
      this.#problem ??= `the check '${test.title}' gave no result (${result.error?.message ?? result.status})`;
    void send({
      kind: 'check judged',
      title: test.title,
      done: this.#results.length,
      total: this.#total,
      breached: this.#results.filter(({ breaches }) => breaches.length > 0).length,
    });
  }

  onError(error: { message?: string }): void {
    this.#problem ??= error.message?.split('\n')[0] ?? 'the test runner failed';
  }

  async onEnd({ status }: FullResult): Promise<void> {
    if (status === 'interrupted') this.#problem ??= 'the run was interrupted';
    if (status === 'timedout') this.#problem ??= 'the run took longer than it may';
    const target = await readTarget(process.env, async () => 'http://127.0.0.1');
    const contract = contractReport(this.#results, {
      target,
      startedAt: this.#startedAt,
      durationMs: Date.now() - this.#startedAt.getTime(),
      problem: this.#problem,
    });
    await send({ kind: 'contract judged', contract });
  }
}

/** Resolves once the parent has the event, as Playwright ends the process as soon as the reporter is done. */
function send(event: SuiteEvent): Promise<void> {
  return new Promise((resolve) => {
    if (process.send?.(event, () => resolve()) === undefined) resolve();
  });
}
