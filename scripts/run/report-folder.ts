import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../client/settings/usage-error.ts';

/**
 * The folder that REPORT_DIR names, made if need be. Called before a run, so that none is spent on a report that cannot be
 * written.
 * @throws UsageError
 */
export function reportFolder(env: NodeJS.ProcessEnv): string {
  const folder = env.REPORT_DIR || 'reports';
  try {
    makeFolder(resolve(folder));
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(
      `cannot write reports to ${folder} (${(error as NodeJS.ErrnoException).code}); set REPORT_DIR`,
    );
  }
  return folder;
}

/** Node's own recursive mkdir never returns where a file system takes no folders (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}
