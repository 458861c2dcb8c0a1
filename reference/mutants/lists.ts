import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, type List, type Request, referenceSteps as reference } from '../group-get.ts';
import { type Mutant, named, refuseWith, selectLists, yes } from './mutant.ts';

/** A pull without names at the current sequence. */
function isCurrent(request: Request, account: Account): boolean {
  return !named(request) && request.LastSequence === account.sequence;
}

/**
 * Mutants of a pull without names (S3, S4), of a pull that is repeated (S9) and of the accounts whose lists are returned
 * (S10).
 */
export const listMutants: readonly Mutant[] = [
  {
    name: 'empty NeedFriend is an incorrect parameter',
    breaches: 'S3',
    alsoBreaches: ['S4', 'S5'],
    steps: refuseWith(30001, (given) => given.NeedFriend === ''),
  },
  {
    name: 'a first pull returns nothing',
    breaches: 'S3',
    steps: selectLists((all, request) => (!named(request) && request.LastSequence === 0 ? [] : all)),
    needsDeclaredLists: true,
  },
  {
    name: 'the last list is left out',
    breaches: 'S3',
    steps: selectLists((all, request) => (named(request) ? all : all.slice(0, -1))),
    needsDeclaredLists: true,
  },
  {
    name: 'the last list is left out of a stale pull',
    breaches: 'S3',
    steps: selectLists((all, request) =>
      named(request) || request.LastSequence === 0 ? all : all.slice(0, -1),
    ),
  },
  {
    name: 'lists are left out when users are not pulled',
    breaches: 'S3',
    steps: selectLists((all, request) => (named(request) || request.NeedFriend === yes ? all : all.slice(1))),
  },
  {
    name: 'empty lists are left out',
    breaches: 'S3',
    alsoBreaches: ['S5'],
    steps: selectLists((all) => all.filter(({ friends }) => friends.length > 0)),
    needsDeclaredLists: true,
  },
  {
    name: 'at most two lists',
    breaches: 'S3',
    alsoBreaches: ['S5'],
    steps: selectLists((all) => all.slice(0, 2)),
    needsDeclaredLists: true,
  },
  {
    name: 'a sequence ahead counts as current',
    breaches: 'S3',
    steps: () => ({
      lists: (request, account) =>
        !named(request) && request.LastSequence >= account.sequence ? [] : reference.lists(request, account),
    }),
  },
  {
    name: 'a sequence ahead is an incorrect parameter',
    breaches: 'S3',
    alsoBreaches: ['B2', 'S5'],
    steps: () => ({
      account: (request, world) => {
        const account = world.accounts.get(request.From_Account);
        return account && request.LastSequence > account.sequence ? undefined : account;
      },
    }),
  },
  {
    name: 'any sequence but 0 counts as current',
    breaches: 'S3',
    steps: selectLists((all, request) => (!named(request) && request.LastSequence !== 0 ? [] : all)),
  },
  {
    name: 'half the lists at the current sequence',
    breaches: 'S4',
    steps: selectLists((all, request, account) =>
      isCurrent(request, account) ? account.lists.slice(0, 1) : all,
    ),
  },
  {
    name: 'all but one list at the current sequence',
    breaches: 'S4',
    steps: selectLists((all, request, account) =>
      isCurrent(request, account) ? account.lists.slice(1) : all,
    ),
  },
  {
    name: 'the current sequence fails',
    breaches: 'S4',
    steps: () => ({
      account: (request, world) => {
        const account = world.accounts.get(request.From_Account);
        return account && isCurrent(request, account) && request.LastSequence > 0 ? undefined : account;
      },
    }),
  },
  {
    name: 'every third answer lacks a list',
    breaches: 'S9',
    alsoBreaches: ['B2', 'S3', 'S5'],
    steps: () => {
      let reads = 0;
      return {
        lists: (request, account) => {
          reads += 1;
          const all = reference.lists(request, account);
          return reads % 3 === 0 ? all.slice(1) : all;
        },
      };
    },
  },
  {
    name: 'the same request gets lists and none in turn',
    breaches: 'S9',
    steps: () => {
      let reads = 0;
      return {
        lists: (request, account) => {
          if (!isCurrent(request, account)) return reference.lists(request, account);
          reads += 1;
          return reads % 2 ? [] : account.lists;
        },
      };
    },
  },
  {
    name: 'an answer out of a cache that forgets the filter',
    breaches: 'S9',
    alsoBreaches: ['S4', 'S5', 'S10'],
    steps: () => {
      let last: List[] | undefined;
      let reads = 0;
      return {
        lists: (request, account) => {
          const all = reference.lists(request, account);
          reads += 1;
          const given = reads % 10 === 0 && last ? last : all;
          last = all;
          return given;
        },
      };
    },
  },
  {
    name: 'a cache that ignores LastSequence',
    breaches: 'S3',
    steps: () => {
      const kept = new Map<string, List[]>();
      return {
        lists: (request, account) => {
          const { From_Account, NeedFriend, GroupName } = request;
          const key = JSON.stringify([From_Account, NeedFriend, GroupName]);
          const given = kept.get(key) ?? reference.lists(request, account);
          kept.set(key, given);
          return given;
        },
      };
    },
  },
  {
    name: 'lists of another account are added',
    breaches: 'S10',
    alsoBreaches: ['S4'],
    steps: () => ({
      lists: (request, account) =>
        named(request)
          ? reference.lists(request, account)
          : [...reference.lists(request, account), { name: 'bystanders', friends: ['x'] }],
    }),
    needsDeclaredLists: true,
  },
  {
    name: 'an account without lists gets those of another',
    breaches: 'S10',
    steps: () => ({
      account: (request, world) => {
        const account = world.accounts.get(request.From_Account);
        return account?.lists.length === 0 ? world.accounts.get('bystander') : account;
      },
    }),
  },
  {
    name: 'an account without lists gets those of the last call',
    breaches: 'S10',
    steps: () => {
      let last: Account | undefined;
      return {
        account: (request, world) => {
          const account = world.accounts.get(request.From_Account);
          if (account?.lists.length) last = account;
          return account?.lists.length === 0 ? (last ?? account) : account;
        },
      };
    },
  },
  {
    name: 'calls at the same time share an answer',
    breaches: 'S10',
    alsoBreaches: ['S1', 'S5', 'S9'],
    dependsOnOverlap: true,
    steps: () => {
      let latest: object = {};
      const shared = async function* () {
        await sleep(2);
        yield JSON.stringify(latest);
      };
      return {
        respond(given) {
          latest = given;
          return {
            status: 200,
            headers: { 'content-type': 'application/json' },
            body: Readable.from(shared()),
          };
        },
      };
    },
  },
  {
    name: 'lists with names that are not ASCII are left out',
    breaches: 'S3',
    steps: selectLists((all, request) =>
      named(request) ? all : all.filter(({ name }) => /^[ -~]*$/.test(name)),
    ),
    needsDeclaredLists: true,
  },
  {
    name: 'a pull one behind brings the last list alone',
    breaches: 'S3',
    steps: selectLists((all, request, account) =>
      !named(request) && request.LastSequence === account.sequence - 1 ? all.slice(-1) : all,
    ),
  },
  {
    name: 'a pull far ahead fails',
    breaches: 'S3',
    steps: refuseWith(30001, ({ LastSequence }) => Number(LastSequence) > 1000),
  },
  {
    name: 'a sequence beyond 16 bits wraps to the current one',
    breaches: 'S3',
    steps: () => ({
      lists: (request, account) =>
        reference.lists(
          {
            ...request,
            LastSequence: request.LastSequence > 0xffff ? account.sequence : request.LastSequence,
          },
          account,
        ),
    }),
  },
  {
    name: 'the answer after a failure is empty',
    breaches: 'S3',
    alsoBreaches: ['S9'],
    steps: () => {
      let failed = false;
      return {
        failure: (...given) => {
          failed = true;
          return reference.failure(...given);
        },
        lists: (request, account) => {
          const empty = failed && !named(request);
          failed = false;
          return empty ? [] : reference.lists(request, account);
        },
      };
    },
  },
  {
    name: 'one answer in forty lacks its last list',
    breaches: 'S9',
    alsoBreaches: ['S3', 'S5'],
    steps: () => {
      let reads = 0;
      return {
        lists: (request, account) => {
          reads += 1;
          const all = reference.lists(request, account);
          return reads % 40 === 39 ? all.slice(0, -1) : all;
        },
      };
    },
  },
  {
    name: 'a sequence that begins with the digits of the current one counts as current',
    breaches: 'S3',
    steps: selectLists((all, request, account) =>
      !named(request) && String(request.LastSequence).startsWith(String(account.sequence)) ? [] : all,
    ),
  },
  {
    name: 'names are looked up in every account',
    breaches: 'S10',
    steps: () => {
      let all: List[] = [];
      return {
        account(request, world) {
          all = [...world.accounts.values()].flatMap((account) => account.lists);
          return reference.account(request, world);
        },
        lists: (request, account) =>
          named(request)
            ? all.filter(({ name }) => request.GroupName?.includes(name))
            : reference.lists(request, account),
      };
    },
  },
];
