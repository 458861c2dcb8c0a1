import type { Target } from '../../client/settings/settings.ts';
import type { LoadReport } from '../../load/load-report.ts';
import type { LoadProgress } from '../../load/run-load.ts';
import type { SuiteEvent } from '../../tests/report/contract-report.ts';
import type { Io } from '../command/io.ts';
import type { Plan } from './plan.ts';
import type { Run } from './run.ts';

/** What happens in a run, in order. A run that started either ends or is broken off by an error. */
export type RunEvent =
  /** `target`: null where a record of calls is judged, which calls nothing. */
  | { kind: 'run started'; target: Target | null; plan: Plan }
  | { kind: 'edition found'; edition: string; evidence: string[] }
  | SuiteEvent
  | { kind: 'load progress'; progress: LoadProgress }
  /** The harness fell behind its schedule; the profile runs again. Attempts count from 1. */
  | { kind: 'attempt spoiled'; reason: string; next: number; maxAttempts: number }
  | { kind: 'profile judged'; load: LoadReport }
  | { kind: 'run ended'; run: Run }
  | { kind: 'run broken off' };

/** Receives every event. The run waits until it is done with one. */
export type Listener = (event: RunEvent) => void | Promise<void>;

export interface ListenerContext {
  /** The report folder; it exists. */
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Where a listener prints; it never prints to the streams of the process. */
  io: Io;
  /** Print the verdict alone. */
  quiet: boolean;
}
