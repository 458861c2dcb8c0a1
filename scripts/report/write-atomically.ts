import { rename, rm, writeFile } from 'node:fs/promises';
import { Inconclusive } from '../../client/settings/run-errors.ts';

/**
 * Writes a file beside its place and renames it there: no reader finds half of one, and a failure leaves the old one.
 * @throws Inconclusive with the `code` of what failed, as on a full disk
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw notWritten(path, error);
  }
}

/**
 * Takes away what an earlier run left in a report's place, as it must not be taken for this run's, should this one not come to
 * its end.
 * @throws Inconclusive as writeAtomically
 */
export async function removeStale(path: string): Promise<void> {
  await rm(path, { force: true }).catch((error) => {
    throw notWritten(path, error);
  });
}

function notWritten(path: string, error: unknown): Inconclusive {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  const remedy = 'the reports are not whole; mend that, or set REPORT_DIR to another folder';
  return Object.assign(new Inconclusive(`${path} could not be written (${code}): ${remedy}`), { code });
}
