import { accessSync, constants, mkdirSync } from 'node:fs';
import { UsageError } from '../target/usage-error.ts';

/**
 * The folder that REPORT_DIR names, made if need be. Called before a run, so that none is spent on a report that cannot be
 * written.
 * @throws UsageError
 */
export function reportFolder(env: NodeJS.ProcessEnv): string {
  const folder = env.REPORT_DIR || 'reports';
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(
      `cannot write reports to ${folder} (${(error as NodeJS.ErrnoException).code}); set REPORT_DIR`,
    );
  }
  return folder;
}
