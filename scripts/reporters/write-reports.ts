import { join } from 'node:path';
import { ctrf } from './ctrf.ts';
import { html } from './html.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { Run } from './run.ts';
import { writeWhole } from './write-whole.ts';

/** Every report beside the records themselves: its file, and how it is made of a run. */
const reporters: Record<string, (run: Run) => string> = {
  'junit.xml': junit,
  'ctrf.json': ctrf,
  'summary.md': markdown,
  'index.html': html,
};

/** Writes all reports of a run into a folder that is there. */
export async function writeReports(folder: string, run: Run): Promise<void> {
  for (const [file, render] of Object.entries(reporters)) await writeWhole(join(folder, file), render(run));
}
