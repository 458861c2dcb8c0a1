import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** How a command ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command in a process of its own, as its npm script does: for smoke tests, benches and pictures. It gets the given
 * variables, and none of this project's from outside.
 * @param name as in `group-get NAME`
 * @param onStart receives the process while it runs
 * @param within a command that starts ours, given at its end
 */
export function command(
  name: string,
  options: string[],
  env: Record<string, string> = {},
  onStart: (child: ChildProcess) => void = () => {},
  within: string[] = [],
): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(
    ([variable]) => !/^(TARGET_|REPORT_DIR|NODE_TEST|GITHUB_)|^(https?|no|all)_proxy$/i.test(variable),
  );
  const entry = join('scripts', 'group-get.ts');
  const [program = '', ...args] = [...within, process.execPath, '--import', 'tsx', entry, name, ...options];
  const child = spawn(program, args, {
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
