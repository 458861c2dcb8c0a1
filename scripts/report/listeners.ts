import type { Listener, ListenerContext } from '../run/run-events.ts';
import { githubActions } from './listeners/github-actions.ts';
import { liveTerminal } from './listeners/live-terminal.ts';
import { records } from './listeners/records.ts';
import { reports } from './reports.ts';

/** All that report a run, in the order in which they get each event. */
export const listeners: readonly ((context: ListenerContext) => Listener)[] = [
  liveTerminal,
  records,
  reports,
  // Last: after it got the end of the run, no listener may print what the target sent.
  githubActions,
];
