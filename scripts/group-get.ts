import { main } from './command/command.ts';
import { commandOf } from './command/command-table.ts';
import { childProcessRunners } from './run/runners.ts';

/** The executable: `group-get COMMAND …`. It alone connects a command to the process: its streams, signals and exit code. */

const stop = new AbortController();
// A reader that has seen enough (`| head`) closes the pipe: what is left to print is not wanted.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await main(
  {
    async call(given, env, io, surroundings) {
      const { command, argv } = await commandOf(given);
      if (command.endsOnSignal)
        for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stop.abort());
      return command.call(argv, env, io, surroundings);
    },
  },
  process.argv.slice(2),
  process.env,
  process,
  { signal: stop.signal, runners: childProcessRunners },
);
