import { main } from './command/command.ts';
import { groupGet } from './command/command-table.ts';
import { abortOnEnd } from './command/end-signals.ts';
import { childProcessRunners } from './run/runners.ts';

/** The executable: `group-get COMMAND …`. It alone connects a command to the process: its streams, signals and exit code. */

// A reader that has seen enough (`| head`) closes the pipe. The run goes on to its reports and its exit code.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
  });
}

const stop = new AbortController();
const executable = groupGet(({ name, endsOnSignal }) => {
  // A target that serves calls nobody. Scripts start one in the background and end.
  if (endsOnSignal) abortOnEnd(stop, process.env, name !== 'target');
});
const surroundings = { signal: stop.signal, runners: childProcessRunners };
process.exitCode = await main(executable, process.argv.slice(2), process.env, process, surroundings);
