import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from '../../client/settings/settings.ts';
import { type ContractReport, contractReport, type SuiteEvent } from '../../tests/report/contract-report.ts';
import { type SuiteOptions, suiteOptionsToEnvironment } from '../../tests/suite-options.ts';

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
 * Runs the contract suite under Playwright in a process of its own, and passes its events on.
 * @throws Error when the runner gave no report
 */
export async function runContract({ target, env, options, tell, signal }: SuiteRun): Promise<ContractReport> {
  const startedAt = new Date();
  const scratch = await mkdtemp(join(tmpdir(), 'contract-'));
  const child = spawn(process.execPath, [cli, 'test', '--config', config], {
    env: {
      ...env,
      ...targetEnvironment(target),
      ...suiteOptionsToEnvironment(options),
      CONTRACT_SCRATCH: scratch,
      // A user's own setting would make Playwright stop for its debugger.
      PWDEBUG: '0',
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let contract: ContractReport | undefined;
  let printed = '';
  child.on('message', (event: SuiteEvent) => {
    // The runner's own process sees an embedded target as any other.
    if (event.kind === 'contract judged')
      contract = { ...event.contract, target: { ...event.contract.target, embedded: target.embedded } };
    else void tell(event);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    if (printed.length < maxKeptCharacters) printed += chunk;
  });
  const stop = () => void stopped(child);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    // A runner that is stopped while it starts gives no report.
    if (contract === undefined && signal.aborted) {
      contract = contractReport([], {
        target,
        startedAt,
        durationMs: Date.now() - startedAt.getTime(),
        problem: 'the run was interrupted',
      });
    }
    if (contract === undefined) {
      throw new Error(
        `the contract suite gave no report: ${printed.trim().split('\n')[0] || 'no reason given'}`,
      );
    }
    await tell({ kind: 'contract judged', contract });
    return contract;
  } finally {
    signal.removeEventListener('abort', stop);
    await rm(scratch, { recursive: true, force: true });
  }
}

/** An interrupt from a terminal reaches the runner too, and a second one would cost its report: so it gets one only after this time. */
const patienceMs = 1500;

async function stopped(child: ChildProcess): Promise<void> {
  for (const last of ['SIGINT', 'SIGKILL'] as const) {
    await sleep(patienceMs, undefined, { ref: false });
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(last);
  }
}

/** The variables by which Playwright's workers read the same target; an embedded one has its URL there. */
function targetEnvironment({ url, embedded, credential, region, edition }: Target): NodeJS.ProcessEnv {
  return {
    TARGET_EDITION: edition,
    ...(region === undefined && { TARGET_URL: url.href }),
    ...(embedded &&
      credential.kind === 'key' && {
        TARGET_SECRET_KEY: credential.secretKey,
        TARGET_SECRET_KEY_FILE: undefined,
      }),
  };
}
