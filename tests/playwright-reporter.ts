import { join } from 'node:path';
import type { FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { writeWhole } from '../scripts/reporters/write-whole.ts';
import { readTarget } from '../target/settings.ts';
import { type CheckResult, contractReport } from './contract-report.ts';

/** Gathers the checks' results from Playwright's workers and writes contract.json; shows how far the run has come. */
export default class ContractReporter implements Reporter {
  readonly #results: CheckResult[] = [];
  readonly #startedAt = new Date();
  #total = 0;
  #problem: string | null = null;

  printsToStdio(): boolean {
    return true;
  }

  onBegin(_config: unknown, suite: Suite): void {
    this.#total = suite.allTests().length;
  }

  onTestBegin(test: TestCase): void {
    this.#progress(`${this.#results.length + 1}/${this.#total}  ${test.title}`);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const attached = result.attachments.find(({ name }) => name === 'result')?.body;
    if (attached) this.#results.push(JSON.parse(attached.toString()) as CheckResult);
    else
      this.#problem ??= `the check '${test.title}' gave no result (${result.error?.message ?? result.status})`;
  }

  onError(error: { message?: string }): void {
    this.#problem ??= error.message?.split('\n')[0] ?? 'the test runner failed';
  }

  async onEnd({ status }: FullResult): Promise<void> {
    this.#progress('');
    if (status === 'interrupted') this.#problem ??= 'the run was interrupted';
    if (status === 'timedout') this.#problem ??= 'the run took longer than it may';
    const { url, edition } = await readTarget(process.env, async () => 'http://127.0.0.1');
    const report = contractReport(this.#results, {
      target: { url: url.href, edition },
      startedAt: this.#startedAt,
      durationMs: Date.now() - this.#startedAt.getTime(),
      problem: this.#problem,
    });
    const folder = process.env.REPORT_DIR || 'reports';
    await writeWhole(join(folder, 'contract.json'), `${JSON.stringify(report, null, 2)}\n`);
  }

  #progress(text: string): void {
    if (!process.stderr.isTTY) return;
    process.stderr.write(`\r\u001b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }
}
