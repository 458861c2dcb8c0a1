import type { Target } from '../../client/settings/settings.ts';
import type { LoadReport } from '../../load/load-report.ts';
import type { LoadProgress } from '../../load/run-load.ts';
import type { SuiteEvent } from '../../tests/report/contract-report.ts';
import type { Io } from '../command/io.ts';
import type { Plan } from './plan.ts';
import type { Run } from './run.ts';

/** What happens in a run, in order. Every run that started ends, or is broken off by an error. */
export type RunEvent =
  | { kind: 'run started'; target: Target; plan: Plan }
  | { kind: 'edition found'; edition: string; evidence: string[] }
  | SuiteEvent
  | { kind: 'load progress'; progress: LoadProgress }
  /** The harness fell behind its schedule; the profile is run once more. */
  | { kind: 'attempt spoiled'; reason: string; next: number; most: number }
  | { kind: 'profile judged'; load: LoadReport }
  | { kind: 'run ended'; run: Run }
  | { kind: 'run broken off' };

/** Hears every event. What it awaits, the run waits for. */
export type Listener = (event: RunEvent) => void | Promise<void>;

export interface ListenerContext {
  /** The report folder; it is there. */
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Where a listener prints; none prints to the process's own streams. */
  io: Io;
  /** Print the verdict alone. */
  quiet: boolean;
}
