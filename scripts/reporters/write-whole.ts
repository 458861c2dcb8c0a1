import { rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file beside its place and renames it there: no reader finds half of one, and a failure leaves the old one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
