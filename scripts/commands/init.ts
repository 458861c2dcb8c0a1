import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Document, type YAMLMap } from 'yaml';
import { Client } from '../../client/call/client.ts';
import type { Fixtures } from '../../client/settings/fixtures.ts';
import type { Target } from '../../client/settings/settings.ts';
import { Inconclusive, UsageError } from '../../client/settings/usage-error.ts';
import { exitCodes, runCommand } from '../command/command.ts';
import { pullAll, pulledLists } from '../doctor/pulled-lists.ts';
import { refusalOf } from '../doctor/refusal-in-words.ts';
import { inNumber } from '../report/words/measures.ts';
import { oneLine } from '../report/words/shown-text.ts';
import { writeAtomically } from '../report/write-atomically.ts';
import { targetInWords, withTarget } from '../run/with-target.ts';

const help = `npm run init -- --account ID [options]

Pulls all lists of an account and writes them as a fixtures file: what the target is known to hold, for you to read over and
complete. Makes two calls. Without a target, the embedded reference target's account serves.

  --account ID     the account; it should have three lists or more, with several friends
  --out FILE       the file (default: what TARGET_FIXTURES names, or fixtures.yaml)
  --force          overwrite it

Exit codes: 0 written, 2 the call is wrong, 3 the target could not be reached or told no lists.`;

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      account: { type: 'string' },
      out: { type: 'string', default: process.env.TARGET_FIXTURES || 'fixtures.yaml' },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return exitCodes.pass;
  }
  const { out } = values;
  if (existsSync(out) && !values.force) {
    throw new UsageError(
      `${out} is there already; name another file with --out, or overwrite it with --force`,
    );
  }
  // The file may be yet to be written.
  return withTarget({ ...process.env, TARGET_FIXTURES: '' }, async (target) => {
    const account = values.account ?? (target.embedded ? target.fixtures.accounts.populated.id : undefined);
    if (account === undefined) throw new UsageError('give the account to pull: --account ID');
    const fixtures = await fixturesOf(target, account);
    await writeAtomically(out, fixturesText(fixtures)).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`cannot write ${out} (${error.code}); name another file with --out`);
    });
    const lists = inNumber(Object.keys(fixtures.accounts.populated.lists ?? {}).length, 'list');
    console.log(`${out}: ${lists} of '${oneLine(account, 100)}' from ${targetInWords(target)}.`);
    console.log(`Read it over and complete it; then: TARGET_FIXTURES=${out} npm run contract`);
    return exitCodes.pass;
  });
});

/** What the target tells of an account, and an account that it does not have. */
async function fixturesOf(target: Target, account: string): Promise<Fixtures> {
  const client = new Client(target);
  try {
    const exchange = await pullAll(client, account);
    const refusal = refusalOf(exchange, account);
    if (refusal) {
      const message = `${oneLine(refusal.what, 300)}; ${refusal.remedy}`;
      throw refusal.exitCode === exitCodes.usage ? new UsageError(message) : new Inconclusive(message);
    }
    const { sequence, items } = pulledLists(exchange);
    const lists = items.map(({ GroupName, To_Account, FriendNumber }) => {
      if (new Set(To_Account).size !== FriendNumber) {
        const problem = `list '${oneLine(GroupName, 100)}' has ${FriendNumber} friends, but tells other users`;
        throw new Inconclusive(`${problem}; \`npm run contract\` tells more`);
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
    ' What the target is known to hold. What is left out is reported as not exercised, never as passed.\n Take out what changes from day to day: lists of an account in use, say.';
  const note = (path: string[], text: string) => {
    const map = document.getIn(path.slice(0, -1)) as YAMLMap<{ value: string; commentBefore?: string }>;
    const key = map.items.find((pair) => pair.key.value === path.at(-1))?.key;
    if (key) key.commentBefore = text;
  };
  note(['accounts', 'populated', 'currentSequence'], ' Take it out if the lists may change.');
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
