import { join } from 'node:path';
import type { Run } from '../run/run.ts';
import type { Listener, ListenerContext } from '../run/run-events.ts';
import { ctrf } from './ctrf.ts';
import { html } from './html.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { clearPlace, writeWhole } from './write-whole.ts';

/** Every report beside the records themselves: its file, and how it is made of a run. */
const reporters: Record<string, (run: Run) => string> = {
  'junit.xml': junit,
  'ctrf.json': ctrf,
  'summary.md': markdown,
  'index.html': html,
};

/** Writes all reports of a run at its end. */
export function reports({ folder }: Pick<ListenerContext, 'folder'>): Listener {
  return async (event) => {
    for (const [file, render] of Object.entries(reporters)) {
      const path = join(folder, file);
      if (event.kind === 'run started') await clearPlace(path);
      if (event.kind === 'run ended') await writeWhole(path, render(event.run));
    }
  };
}
