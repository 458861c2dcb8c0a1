import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Document, type YAMLMap } from 'yaml';
import { Client } from '../../client/call/client.ts';
import { keptLine } from '../../client/call/untrusted-text.ts';
import type { Fixtures } from '../../client/settings/fixtures.ts';
import { Inconclusive, UsageError } from '../../client/settings/run-errors.ts';
import type { Target } from '../../client/settings/settings.ts';
import { systemErrorInWords } from '../../client/settings/system-error.ts';
import { defineCommand } from '../command/command.ts';
import { commonOptions, targetOptions } from '../command/common-options.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { flag, text } from '../command/option.ts';
import { pullAll, pulledLists } from '../doctor/pulled-lists.ts';
import { refusalOf } from '../doctor/refusal-in-words.ts';
import { formatCount } from '../report/words/quantities.ts';
import { oneLine } from '../report/words/shown-text.ts';
import { writeAtomically } from '../report/write-atomically.ts';
import { targetInWords, withTarget } from '../run/with-target.ts';

export const init = defineCommand({
  name: 'init',
  summary: 'writes a fixtures file from the lists of an account',
  about:
    'Pulls all lists of the account. The file states what the target holds; review and complete it. Makes two calls. Without a target, the account of the embedded reference target serves.',
  options: {
    account: text('ID', 'the account; it should have three or more lists, with several friends'),
    out: text('FILE', 'the file (default: TARGET_FIXTURES, or fixtures.yaml)'),
    force: flag('overwrite the file'),
    ...targetOptions,
    quiet: { ...commonOptions.quiet, about: 'print the name of the file alone' },
  },
  exits: {
    pass: 'written',
    inconclusive:
      'the target could not be reached, returned no lists, or returned a secret among their names',
  },
  async run(call) {
    const { force, out = call.env.TARGET_FIXTURES || 'fixtures.yaml' } = call.options;
    if (existsSync(out) && !force) {
      throw new UsageError(
        `${out} already exists; name another file with --out, or overwrite it with --force`,
      );
    }
    // The file that TARGET_FIXTURES names may be the one to write.
    const context = { ...call, env: { ...call.env, TARGET_FIXTURES: undefined } };
    return withTarget(context, async (target) => {
      const account =
        call.options.account ?? (target.embedded ? target.fixtures.accounts.populated.id : undefined);
      if (account === undefined) throw new UsageError('name the account to pull with --account ID');
      const fixtures = await fixturesOf(target, account);
      await writeAtomically(out, fixturesText(fixtures)).catch((error: unknown) => {
        throw new UsageError(
          `cannot write ${out}: ${systemErrorInWords(error)}, or name another file with --out`,
        );
      });
      const shownOut = oneLine(out, 4096);
      if (call.quiet) call.print(shownOut);
      else {
        const lists = formatCount(Object.keys(fixtures.accounts.populated.lists ?? {}).length, 'list');
        call.print(
          `${shownOut}: ${lists} of '${oneLine(account, 100)}' from ${targetInWords(target)}.`,
          `Review and complete it; then: TARGET_FIXTURES=${shownOut} npm run contract${target.embedded ? ' -- --embedded' : ''}`,
        );
      }
      return exitCodes.pass;
    });
  },
});

/**
 * What the target returns for an account, and an account that it does not have.
 * @throws Inconclusive when the account has no lists, or a name holds part of a secret, which a file must not
 */
async function fixturesOf(target: Target, account: string): Promise<Fixtures> {
  const client = new Client(target);
  const shown = (text: string) => keptLine(text, client.secrets, 300);
  const expectNoSecret = (what: string, name: string) => {
    if (!client.secrets.isIn(name)) return;
    throw new Inconclusive(
      `${what} holds part of the UserSig or the key, and is not written: ${shown(name)}; ask who runs the target`,
    );
  };
  try {
    expectNoSecret('the name of the account', account);
    const exchange = await pullAll(client, account);
    const refusal = refusalOf(exchange, account);
    if (refusal) {
      const message = `${shown(refusal.what)}; ${refusal.remedy}`;
      throw refusal.exitCode === exitCodes.usage ? new UsageError(message) : new Inconclusive(message);
    }
    const { sequence, items } = pulledLists(exchange);
    if (items.length === 0)
      throw new Inconclusive(
        `account '${shown(account)}' has no lists; name one that has some with --account`,
      );
    const lists = items.map(({ GroupName, To_Account, FriendNumber }) => {
      expectNoSecret('the name of a list', GroupName);
      for (const friend of To_Account ?? []) expectNoSecret('the name of a friend', friend);
      if (new Set(To_Account).size !== FriendNumber) {
        const problem = `list '${shown(GroupName)}' has ${FriendNumber} friends, but another number of users`;
        throw new Inconclusive(`${problem}; see \`npm run contract\``);
      }
      return [GroupName, To_Account ?? []] as const;
    });
    const unknownId = `no_such_account_${randomInt(1e9)}`;
    const missing = (await pullAll(client, unknownId)).judgement?.kind === 'fail';
    return {
      accounts: {
        populated: { id: account, currentSequence: sequence, lists: Object.fromEntries(lists) },
        ...(missing && { unknown: { id: unknownId } }),
      },
    };
  } finally {
    await client.close();
  }
}

function fixturesText(fixtures: Fixtures): string {
  const document = new Document(fixtures);
  document.commentBefore =
    ' What the target is known to hold. Anything left out is reported as not exercised, never as passed.\n Remove what changes from day to day, for instance the lists of an account in use.';
  const note = (path: string[], text: string) => {
    const map = document.getIn(path.slice(0, -1)) as YAMLMap<{ value: string; commentBefore?: string }>;
    const key = map.items.find((pair) => pair.key.value === path.at(-1))?.key;
    if (key) key.commentBefore = text;
  };
  note(['accounts', 'populated', 'currentSequence'], ' Remove it if the lists may change.');
  note(['accounts', 'populated', 'lists'], ' All lists of the account, each with all of its users.');
  note(['accounts', 'unknown'], ' Did not exist when this was written.');
  document.comment = [
    ' For the clauses that need them (indent as shown):',
    '   empty: { id: an account that exists and has no lists }   # under accounts',
    ' identities:',
    "   nonAdmin: { identifier: a user who is no admin }         # signed with the app's key; or give its userSig",
  ].join('\n');
  return document.toString({ lineWidth: 110 });
}
