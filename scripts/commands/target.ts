import { UsageError } from '../../client/settings/run-errors.ts';
import { readServedApp } from '../../client/settings/settings.ts';
import { limiterKinds } from '../../reference/limiter.ts';
import { mutants } from '../../reference/mutants/mutants.ts';
import { startReferenceTarget } from '../../reference/server.ts';
import { defineCommand } from '../command/command.ts';
import { commonOptions } from '../command/common-options.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { integer, text, withDefault } from '../command/option.ts';

export const target = defineCommand({
  name: 'target',
  summary: 'serves the reference target on 127.0.0.1',
  about:
    'Prints its URL when it is ready, and serves until it is interrupted. TARGET_SDKAPPID, TARGET_IDENTIFIER, TARGET_SECRET_KEY and TARGET_FIXTURES determine what it serves.',
  options: {
    port: withDefault(integer('N', 'port; 0 takes a free one', { minimum: 0, maximum: 65_535 }), 8080),
    limiter: withDefault(text('KIND', `kind of rate limiter: ${limiterKinds.join(', ')}`), 'fixed-window'),
    mutant: text('NAME', 'breach a clause in the named way; --mutant list names them'),
    edition: commonOptions.edition,
  },
  exits: { pass: 'interrupted' },
  endsOnSignal: true,
  async run({ options, env, givenAs, signal, print }) {
    if (options.mutant === 'list') {
      print(...mutants.map(({ breaches, name }) => `${breaches.padEnd(4)} ${name}`));
      return exitCodes.pass;
    }
    const mutant = mutants.find(({ name }) => name === options.mutant);
    if (options.mutant !== undefined && !mutant) {
      throw new UsageError(`there is no mutant '${options.mutant}'; --mutant list names them`);
    }
    const kind = limiterKinds.find((known) => known === options.limiter);
    if (kind === undefined) {
      throw new UsageError(`--limiter is '${options.limiter}'; choose one of ${limiterKinds.join(', ')}`);
    }
    const serving = await startReferenceTarget({
      app: readServedApp(env, givenAs),
      port: options.port,
      limiter: { kind },
      ...(mutant && { steps: mutant.steps() }),
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        throw new UsageError(`port ${options.port} is taken; choose another with --port`);
      throw error;
    });
    print(serving.url);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
    await serving.close();
    return exitCodes.pass;
  },
});
