import { parseArgs } from 'node:util';
import { readServedApp } from '../../client/settings/settings.ts';
import { UsageError } from '../../client/settings/usage-error.ts';
import { type LimiterOptions, limiterKinds } from '../../reference/limiter.ts';
import { mutants } from '../../reference/mutants/mutants.ts';
import { startReferenceTarget } from '../../reference/server.ts';
import { integerOption, runCommand } from '../command/command.ts';

const help = `npm run target -- [options]

Serves the reference target on 127.0.0.1 and prints its URL when it is ready.

  --port N            port; 0 takes a free one (default 8080)
  --limiter KIND      ${limiterKinds.join(', ')} (default fixed-window)
  --ceiling N         calls per second that the limiter admits (default 200)
  --burst N           size of the token bucket (default: the ceiling)
  --log-arrivals      serve the arrival time of every call at GET /arrivals
  --mutant NAME       breach a clause in the named way; --mutant list names them

TARGET_SDKAPPID, TARGET_IDENTIFIER, TARGET_SECRET_KEY, TARGET_FIXTURES and TARGET_EDITION say what it serves.`;

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8080' },
      limiter: { type: 'string', default: 'fixed-window' },
      ceiling: { type: 'string', default: '200' },
      burst: { type: 'string' },
      'log-arrivals': { type: 'boolean', default: false },
      mutant: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  if (values.mutant === 'list') {
    for (const { breaches, name } of mutants) console.log(`${breaches.padEnd(4)} ${name}`);
    return 0;
  }
  const mutant = mutants.find(({ name }) => name === values.mutant);
  if (values.mutant !== undefined && !mutant) {
    throw new UsageError(`there is no mutant '${values.mutant}'; --mutant list names them`);
  }
  const target = await startReferenceTarget({
    app: readServedApp(process.env),
    port: integerOption('port', values.port, { minimum: 0, maximum: 65_535 }),
    limiter: limiterOptions(values),
    logArrivals: values['log-arrivals'],
    ...(mutant && { steps: mutant.steps() }),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      throw new UsageError(`port ${values.port} is taken; choose another with --port`);
    throw error;
  });
  console.log(target.url);
  if (process.send) {
    process.send(target.url);
    // An embedded target ends with the process that started it.
    process.once('disconnect', () => process.exit());
  }
  return 0;
});

function limiterOptions(values: { limiter: string; ceiling: string; burst?: string }): LimiterOptions {
  const kind = limiterKinds.find((known) => known === values.limiter);
  if (kind === undefined) {
    throw new UsageError(`--limiter is '${values.limiter}'; choose one of ${limiterKinds.join(', ')}`);
  }
  const ceilingPerSecond = integerOption('ceiling', values.ceiling, { minimum: 1, maximum: 1_000_000 });
  const burst =
    values.burst === undefined
      ? {}
      : { burst: integerOption('burst', values.burst, { minimum: 1, maximum: 1_000_000 }) };
  return { kind, ceilingPerSecond, ...burst };
}
