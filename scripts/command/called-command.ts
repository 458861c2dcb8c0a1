import { inProcessRunners } from '../run/in-process-runners.ts';
import type { Runners } from '../run/runners.ts';
import { main } from './command.ts';
import { groupGet } from './command-table.ts';
import type { Ended } from './spawned-command.ts';

/** What a test may set of the surroundings of a command. */
export interface CallOptions {
  /** Default: everything runs in this process. */
  runners?: Runners;
  signal?: AbortSignal;
  /** Receive each piece of a stream as it is written. */
  onStdout?: (text: string) => void;
  onStderr?: (text: string) => void;
}

/**
 * Calls a command in this process, for tests: with the given variables alone, and streams that are kept.
 * @param argv as after `group-get`
 */
export async function call(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  {
    runners = inProcessRunners(),
    signal = new AbortController().signal,
    onStdout = () => {},
    onStderr = () => {},
  }: CallOptions = {},
): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  const io = {
    stdout: {
      write(text: string) {
        stdout += text;
        onStdout(text);
      },
    },
    stderr: {
      write(text: string) {
        stderr += text;
        onStderr(text);
      },
    },
  };
  const code = await main(groupGet(), argv, env, io, { signal, runners });
  return { code, stdout, stderr };
}
