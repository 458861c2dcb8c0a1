import { rmSync } from 'node:fs';
import type { FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import type { CheckResult } from './report/contract-report.ts';
import { commandRunFromEnvironment } from './suite-options.ts';
import { progressIn } from './suite-progress.ts';

/** What the process that runs the suite sends to the command that started it. */
export type RunnerMessage =
  | { kind: 'checks found'; count: number }
  | { kind: 'check started'; title: string }
  | { kind: 'calls made'; calls: number }
  | { kind: 'check ended'; title: string; result: CheckResult }
  /** The last message. `problem` says what stopped the run before its end. */
  | { kind: 'run ended'; problem: string | null };

/** What the command sends to that process: end soon. */
export const stopMessage = 'stop';

/** Passes the results of checks on from Playwright's workers to the command, each when it is there. */
export default class CommandReporter implements Reporter {
  #problem: string | null = null;

  constructor() {
    const end = () => {
      const scratch = commandRunFromEnvironment(process.env)?.scratch;
      if (scratch) rmSync(scratch, { recursive: true, force: true });
      process.exit();
    };
    // When the command is killed, nobody reads the result: stop calling the target.
    process.once('disconnect', end);
    if (!process.connected) end();
    // The command decides what a hangup of the terminal means.
    process.on('SIGHUP', () => {});
    // A terminal sends its interrupt to this process as well, and a second one would make Playwright exit without its results.
    let interrupted = false;
    process.on('SIGINT', () => {
      interrupted = true;
    });
    process.on('message', (message) => {
      if (message === stopMessage && !interrupted) process.kill(process.pid, 'SIGINT');
    });
  }

  printsToStdio(): boolean {
    return true;
  }

  onBegin(_config: unknown, suite: Suite): void {
    void send({ kind: 'checks found', count: suite.allTests().length });
  }

  onTestBegin({ title }: TestCase): void {
    void send({ kind: 'check started', title });
  }

  onStdOut(chunk: string | Buffer): void {
    const calls = progressIn(String(chunk));
    if (calls !== undefined) void send({ kind: 'calls made', calls });
  }

  onTestEnd({ title }: TestCase, result: TestResult): void {
    const attached = result.attachments.find(({ name }) => name === 'result')?.body;
    if (attached)
      void send({ kind: 'check ended', title, result: JSON.parse(attached.toString()) as CheckResult });
    else if (result.status !== 'skipped')
      this.#problem ??= `the check '${title}' gave no result (${result.error?.message ?? result.status})`;
  }

  onError(error: { message?: string }): void {
    this.#problem ??= error.message?.split('\n')[0] ?? 'the test runner failed';
  }

  async onEnd({ status }: FullResult): Promise<void> {
    if (status === 'interrupted') this.#problem ??= 'the run was interrupted';
    if (status === 'timedout') this.#problem ??= 'the run took longer than it may';
    await send({ kind: 'run ended', problem: this.#problem });
  }
}

/** Resolves once the command has the message, as Playwright ends the process as soon as the reporter is done. */
function send(message: RunnerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send?.(message, () => resolve()) === undefined) resolve();
  });
}
