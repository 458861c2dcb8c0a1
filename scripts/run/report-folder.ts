import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../client/settings/run-errors.ts';
import type { GivenAs } from '../../client/settings/settings.ts';

/**
 * The folder that REPORT_DIR names; it is created when it is missing. Called before a run, so that no run is wasted on a
 * report that cannot be written.
 * @throws UsageError that names the option or variable to set
 */
export function reportFolder({ env, givenAs }: { env: NodeJS.ProcessEnv; givenAs: GivenAs }): string {
  const folder = env.REPORT_DIR || 'reports';
  try {
    makeFolder(resolve(folder));
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `cannot write reports to ${folder} (${code}); name another folder with ${givenAs.REPORT_DIR ?? 'REPORT_DIR'}`,
    );
  }
  return folder;
}

/** Node's own recursive mkdir never returns on a file system that takes no folders (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}
