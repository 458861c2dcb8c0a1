import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** How a command ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a script of this folder as its npm script does, for tests, benches and pictures: with the given variables, and none of this project's from
 * outside.
 * @param onStart hears of the process while it runs
 * @param within a command that starts the script, given at its end
 */
export function command(
  script: string,
  options: string[],
  env: Record<string, string> = {},
  onStart: (child: ChildProcess) => void = () => {},
  within: string[] = [],
): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(TARGET_|REPORT_DIR|NODE_TEST|GITHUB_)|^(https?|no|all)_proxy$/i.test(name),
  );
  const call = [
    ...within,
    process.execPath,
    '--import',
    'tsx',
    join('scripts', 'commands', script),
    ...options,
  ];
  const child = spawn(call[0] as string, call.slice(1), {
    cwd: join(import.meta.dirname, '..', '..'),
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  onStart(child);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}
