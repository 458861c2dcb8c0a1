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
const maxToldBytes = 4000;

/**
 * Runs the contract suite under Playwright in a process of its own, and tells what it tells.
 * @throws Error when the runner gave no report
 */
export async function runContract(
  target: Target,
  env: NodeJS.ProcessEnv,
  options: SuiteOptions,
  tell: (event: SuiteEvent) => Promise<void>,
  signal: AbortSignal,
): Promise<ContractReport> {
  const startedAt = new Date();
  const scratch = await mkdtemp(join(tmpdir(), 'contract-'));
  const child = spawn(process.execPath, [cli, 'test', '--config', config], {
    env: {
      ...env,
      ...targetEnvironment(target),
      ...suiteOptionsToEnvironment(options),
      CONTRACT_SCRATCH: scratch,
      // Playwright looks into the environment for tracing and debugging; neither is wanted of a user's own.
      PWDEBUG: '0',
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let contract: ContractReport | undefined;
  let told = '';
  child.on('message', (event: SuiteEvent) => {
    if (event.kind === 'contract judged') contract = event.contract;
    else void tell(event);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    if (told.length < maxToldBytes) told += chunk;
  });
  const stop = () => void stopped(child);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    // Stopped while it started, the runner tells nothing.
    if (contract === undefined && signal.aborted) {
      contract = contractReport([], {
        target: { url: target.url.href, edition: target.edition },
        startedAt,
        durationMs: Date.now() - startedAt.getTime(),
        problem: 'the run was interrupted',
      });
    }
    if (contract === undefined) {
      throw new Error(
        `the contract suite gave no report: ${told.trim().split('\n')[0] || 'no reason given'}`,
      );
    }
    await tell({ kind: 'contract judged', contract });
    return contract;
  } finally {
    signal.removeEventListener('abort', stop);
    await rm(scratch, { recursive: true, force: true });
  }
}

/** An interrupt from a terminal reaches the runner too, and a second one would cost its report: it is only sent to one that goes on. */
const patienceMs = 1500;

async function stopped(child: ChildProcess): Promise<void> {
  for (const last of ['SIGINT', 'SIGKILL'] as const) {
    await sleep(patienceMs, undefined, { ref: false });
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(last);
  }
}

/** The variables that make the workers read the same target, an embedded one by its URL. */
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
