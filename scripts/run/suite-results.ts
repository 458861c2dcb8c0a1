import type { Target } from '../../client/settings/settings.ts';
import {
  type CheckResult,
  type ContractReport,
  contractReport,
  type SuiteEvent,
} from '../../tests/report/contract-report.ts';

/** A rest that is estimated from fewer checks says nothing. */
const minEstimatedFrom = 3;

/** The results of a run of the suite as they come in, and what follows from them: its progress, and its report. */
export class SuiteResults {
  /** Number of checks that the run has. */
  total = 0;
  /** Calls made so far, as the suite reports them while a check runs. */
  calls = 0;
  readonly #target: Target;
  readonly #startedAt = new Date();
  readonly #results: CheckResult[] = [];

  constructor(target: Target) {
    this.#target = target;
  }

  get done(): number {
    return this.#results.length;
  }

  add(result: CheckResult): void {
    this.#results.push(result);
    const counted = this.#results.reduce((sum, { counts }) => sum + counts.calls, 0);
    this.calls = Math.max(this.calls, counted);
  }

  /** @param title of the check that runs, or ended last */
  progress(title: string): Extract<SuiteEvent, { kind: 'suite progress' }> {
    const { done, total, calls } = this;
    const breached = this.#results.filter(({ breaches }) => breaches.length > 0).length;
    const secondsLeft = done < minEstimatedFrom ? null : ((this.#durationMs / 1000) * (total - done)) / done;
    return { kind: 'suite progress', title, done, total, breached, calls, secondsLeft };
  }

  /** @param problem what stopped the run before its end; null when it ran to the end */
  report(problem: string | null): ContractReport {
    const run = {
      target: this.#target,
      startedAt: this.#startedAt,
      durationMs: this.#durationMs,
      problem,
    };
    return contractReport(this.#results, run);
  }

  get #durationMs(): number {
    return Date.now() - this.#startedAt.getTime();
  }
}
