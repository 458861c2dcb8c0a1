import { type Fixtures, sampleAccount } from '../client/settings/fixtures.ts';
import type { ServedApp } from '../client/settings/settings.ts';
import type { Account, World } from './group-get.ts';

/**
 * What the reference target holds: the accounts of the fixtures, the page's sample data on the account that they name for it,
 * the admin, the non-admin, and one further account with lists of its own, so that a leak between accounts has something to
 * leak (S10).
 */
export function worldOf(app: ServedApp): World {
  const { populated, sample, empty } = app.fixtures.accounts;
  const nonAdmin = app.fixtures.identities?.nonAdmin;
  const bystander = {
    id: 'bystander',
    sequence: 7,
    lists: [{ name: 'bystanders', friends: [populated.id] }],
  };
  const bare = [empty?.id, nonAdmin?.identifier, app.identifier].filter((id) => id !== undefined);
  const accounts: Account[] = [
    ...bare.map((id) => ({ id, sequence: 0, lists: [] })),
    bystander,
    ...(sample ? [populatedAccount(sampleAccount(sample.id))] : []),
    // Last: its declared lists hold, though the fixtures name the account for more than that.
    populatedAccount(populated),
  ];
  return {
    sdkAppId: app.sdkAppId,
    secretKey: app.secretKey,
    admins: new Set([app.identifier]),
    accounts: new Map(accounts.map((account) => [account.id, account])),
    edition: app.edition,
  };
}

function populatedAccount({
  id,
  currentSequence = 1,
  lists = {},
}: Fixtures['accounts']['populated']): Account {
  return {
    id,
    sequence: currentSequence,
    lists: Object.entries(lists).map(([name, friends]) => ({ name, friends })),
  };
}
