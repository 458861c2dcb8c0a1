import type { CallObserver, ClientOptions } from '../client/call/client.ts';
import { Inconclusive } from '../client/settings/run-errors.ts';
import type { Target } from '../client/settings/settings.ts';
import type { Check } from './checks/check.ts';
import { runCheck } from './checks/run-check.ts';
import type { CheckResult } from './report/contract-report.ts';
import { HarRecorder } from './report/har.ts';
import { Session } from './session.ts';
import type { SuiteOptions } from './suite-options.ts';

/** Checks that run one after the other in one session on a target: with a time limit, and a record of their calls. */
export class Suite {
  readonly target: Target;
  /** Calls made so far, further tries included. */
  calls = 0;
  readonly #session: Session;
  readonly #har: HarRecorder | undefined;
  readonly #timeLimit: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout | undefined;

  /** @param endsAtMs when the time limit is reached, in epoch milliseconds; several processes may share one limit */
  constructor(target: Target, options: SuiteOptions & ClientOptions, endsAtMs?: number) {
    this.target = target;
    this.#har = options.har === undefined ? undefined : new HarRecorder(options.har, target);
    if (endsAtMs !== undefined) {
      const limit = new AbortController();
      const reason = new Inconclusive(timeLimitInWords(options.timeLimitSeconds));
      this.#timer = setTimeout(() => limit.abort(reason), Math.max(0, endsAtMs - Date.now()));
      this.#timer.unref();
      this.#timeLimit = limit.signal;
    }
    const observed: SuiteOptions & ClientOptions = { ...options, onSend: this.#onSend };
    this.#session = new Session(target, observed);
  }

  /** Runs one check, until the time limit at most. Never throws. */
  async run(check: Check): Promise<CheckResult> {
    if (this.#har) this.#har.check = check;
    const limit = this.#timeLimit;
    if (limit === undefined) return runCheck(this.#session, check);
    if (limit.aborted) return this.unfinished(check, (limit.reason as Inconclusive).message);
    return new Promise((resolve) => {
      const end = () => resolve(this.unfinished(check, (limit.reason as Inconclusive).message));
      limit.addEventListener('abort', end, { once: true });
      void runCheck(this.#session, check).then((result) => {
        limit.removeEventListener('abort', end);
        resolve(result);
      });
    });
  }

  /** What a check that did not end has observed until now. @param reason why it did not end */
  unfinished({ clause, title }: Check, reason: string): CheckResult {
    return { clause, title, ...this.#session.take(), notExercised: reason, inconclusive: reason };
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    // First: the client ends calls under way with an error of its own.
    this.#har?.close();
    await this.#session.client.close();
  }

  readonly #onSend: CallObserver = (request, call, secrets) => {
    this.#timeLimit?.throwIfAborted();
    this.calls += 1;
    return this.#har?.onSend(request, call, secrets) ?? (() => {});
  };
}

function timeLimitInWords(seconds: number | undefined): string {
  return `the time limit of ${seconds} s was reached`;
}
