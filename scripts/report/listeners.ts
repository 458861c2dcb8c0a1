import type { Listener, ListenerContext } from '../run/run-events.ts';
import { githubActions } from './listeners/github-actions.ts';
import { liveTerminal } from './listeners/live-terminal.ts';
import { records } from './listeners/records.ts';
import { reports } from './reports.ts';

/** Everyone who hears what happens in a run, in this order. */
export const listeners: readonly ((context: ListenerContext) => Listener)[] = [
  liveTerminal,
  records,
  reports,
  // The last: once it has heard the end, nothing more of the target's may be printed.
  githubActions,
];
