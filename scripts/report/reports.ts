import { join } from 'node:path';
import type { Run } from '../run/run.ts';
import type { Listener, ListenerContext } from '../run/run-events.ts';
import { ctrf } from './formats/ctrf.ts';
import { html } from './formats/html.ts';
import { junit } from './formats/junit.ts';
import { markdown } from './formats/markdown.ts';
import { removeStale, writeAtomically } from './write-atomically.ts';

/** Every report beside the records: its file, and the function from a run to its text. */
const formats: Record<string, (run: Run) => string> = {
  'junit.xml': junit,
  'ctrf.json': ctrf,
  'summary.md': markdown,
  'index.html': html,
};

/** Writes all reports when a run ends. */
export function reports({ folder }: Pick<ListenerContext, 'folder'>): Listener {
  return async (event) => {
    for (const [file, render] of Object.entries(formats)) {
      const path = join(folder, file);
      if (event.kind === 'run started') await removeStale(path);
      if (event.kind === 'run ended') await writeAtomically(path, render(event.run));
    }
  };
}
