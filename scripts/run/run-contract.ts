import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from '../../client/settings/settings.ts';
import { type RunnerMessage, stopMessage } from '../../tests/playwright-reporter.ts';
import type { ContractReport, SuiteEvent } from '../../tests/report/contract-report.ts';
import { commandRunToEnvironment, type SuiteOptions, suiteTimeLimit } from '../../tests/suite-options.ts';
import { SuiteResults } from './suite-results.ts';

const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
const config = join(import.meta.dirname, '..', '..', 'tests', 'playwright.config.ts');
const maxKeptCharacters = 4000;

/** A run of the contract suite. */
export interface SuiteRun {
  target: Target;
  env: NodeJS.ProcessEnv;
  options: SuiteOptions;
  /** Receives every event of the suite; the last is `contract judged`. */
  tell: (event: SuiteEvent) => Promise<void>;
  /** Ends the suite early; what was judged until then is reported as inconclusive. */
  signal: AbortSignal;
}

/**
 * Runs the contract suite under Playwright in a process of its own, and reports what it sends.
 * @throws Error when the runner gave no result
 */
export async function runContract({ target, env, options, tell, signal }: SuiteRun): Promise<ContractReport> {
  const results = new SuiteResults(target);
  const scratch = await mkdtemp(join(tmpdir(), 'contract-'));
  const { timeLimitSeconds = suiteTimeLimit.default } = options;
  const child = spawn(process.execPath, [cli, 'test', '--config', config], {
    env: {
      ...env,
      ...targetEnvironment(target),
      ...commandRunToEnvironment({
        options: { ...options, timeLimitSeconds },
        embedded: target.embedded,
        endsAtMs: Date.now() + timeLimitSeconds * 1000,
        scratch,
      }),
      // A user's own setting would make Playwright stop for its debugger.
      PWDEBUG: '0',
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let title = '';
  let end: Extract<RunnerMessage, { kind: 'run ended' }> | undefined;
  let printed = '';
  child.on('message', (message: RunnerMessage) => {
    if (message.kind === 'run ended') end = message;
    if (message.kind === 'checks found') results.total = message.count;
    if (message.kind === 'check started') title = message.title;
    if (message.kind === 'calls made') results.calls = Math.max(results.calls, message.calls);
    if (message.kind === 'check ended') results.add(message.result);
    if (results.total > 0) void tell(results.progress(title));
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    if (printed.length < maxKeptCharacters) printed += chunk;
  });
  const stop = () => void stopped(child);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    let problem = end?.problem ?? null;
    if (signal.aborted) problem = 'the run was interrupted';
    else if (end === undefined) {
      problem = `the contract suite gave no report: ${printed.trim().split('\n')[0] || 'no reason given'}`;
      if (results.done === 0) throw new Error(problem);
    }
    const contract = results.report(problem);
    await tell({ kind: 'contract judged', contract });
    return contract;
  } finally {
    signal.removeEventListener('abort', stop);
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The runner gets this long to stop by itself; its results so far are here in any case. */
const patienceMs = 600;

async function stopped(child: ChildProcess): Promise<void> {
  // A runner that is still starting does not read the message.
  child.send(stopMessage, () => {});
  await sleep(patienceMs, undefined, { ref: false });
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}

/**
 * The variables by which Playwright's workers read the same target. An embedded target has its URL there, and the credential
 * is the one that was read: its file may be a pipe, which can be read once.
 */
function targetEnvironment({ url, credential, region, edition }: Target): NodeJS.ProcessEnv {
  return {
    TARGET_EDITION: edition,
    ...(region === undefined && { TARGET_URL: url.href }),
    ...(credential.kind === 'key'
      ? { TARGET_SECRET_KEY: credential.secretKey, TARGET_SECRET_KEY_FILE: undefined }
      : { TARGET_USERSIG: credential.userSig, TARGET_USERSIG_FILE: undefined }),
  };
}
