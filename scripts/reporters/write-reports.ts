import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { html } from './html.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { Run } from './run.ts';

/** Every report beside the records themselves: its file, and how it is made of a run. */
const reporters: Record<string, (run: Run) => string> = {
  'junit.xml': junit,
  'summary.md': markdown,
  'index.html': html,
};

/** Writes all reports of a run. Each file is replaced whole, so that no reader finds half of one. */
export async function writeReports(folder: string, run: Run): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, render] of Object.entries(reporters)) {
    const temporary = join(folder, `.${file}.${process.pid}.tmp`);
    try {
      await writeFile(temporary, render(run));
      await rename(temporary, join(folder, file));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}
