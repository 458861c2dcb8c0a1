import { rename, rm, writeFile } from 'node:fs/promises';
import { Inconclusive } from '../../client/settings/run-errors.ts';

/**
 * Writes a file beside its place and renames it: no reader finds half a file, and a failure leaves the old one.
 * @throws Inconclusive with the `code` of the failure, such as that of a full disk
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
 * Removes the report of an earlier run: should this run break off, nobody may take it for this run's.
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
