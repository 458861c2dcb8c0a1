import { main } from './command/command.ts';
import { groupGet } from './command/command-table.ts';
import { childProcessRunners } from './run/runners.ts';

/** The executable: `group-get COMMAND …`. It alone connects a command to the process: its streams, signals and exit code. */

// A reader that has seen enough (`| head`) closes the pipe: nobody wants the rest.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const stop = new AbortController();
const executable = groupGet(({ endsOnSignal }) => {
  if (!endsOnSignal) return;
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stop.abort());
});
const surroundings = { signal: stop.signal, runners: childProcessRunners };
process.exitCode = await main(executable, process.argv.slice(2), process.env, process, surroundings);
