import { signUserSig } from '../../client/credentials/usersig.ts';
import { UsageError } from '../../client/settings/run-errors.ts';
import { readServedApp } from '../../client/settings/settings.ts';
import { defineCommand } from '../command/command.ts';
import { exitCodes } from '../command/exit-codes.ts';

/** Long enough to repeat the calls of a report by hand. */
const lifetimeSeconds = 600;

export const usersig = defineCommand({
  name: 'usersig',
  summary: 'prints a UserSig made of the TARGET_* variables',
  about: `Signs with TARGET_SECRET_KEY, or with the key in the file that TARGET_SECRET_KEY_FILE names, for TARGET_SDKAPPID and TARGET_IDENTIFIER. The UserSig is valid for ${lifetimeSeconds} s.`,
  options: {},
  exits: { pass: 'printed' },
  async run({ env, givenAs, print }) {
    if (!env.TARGET_SECRET_KEY && !env.TARGET_SECRET_KEY_FILE)
      throw new UsageError('there is no key to sign with; set TARGET_SECRET_KEY');
    // What a target holds does not matter here: a fixtures file need not be there yet.
    const { sdkAppId, identifier, secretKey } = readServedApp(
      { ...env, TARGET_FIXTURES: undefined },
      givenAs,
    );
    print(signUserSig(secretKey, sdkAppId, identifier, lifetimeSeconds));
    return exitCodes.pass;
  },
});
