import type { ListItem } from '../../client/judge/judge-response.ts';
import { referenceSteps as reference } from '../group-get.ts';
import { editItem, type Mutant, named, yes } from './mutant.ts';

/** Mutants of the users in a list and of their number (S6 to S8). */
export const userMutants: readonly Mutant[] = [
  {
    name: 'users are not pulled beside GroupName',
    breaches: 'S6',
    steps: editItem((given, _, request) => (named(request) ? { ...given, To_Account: undefined } : given)),
  },
  {
    name: 'users are never pulled',
    breaches: 'S6',
    steps: editItem((given) => ({ ...given, To_Account: undefined })),
  },
  {
    name: 'To_Account is missing for an empty list',
    breaches: 'S6',
    steps: editItem((given) =>
      given.To_Account?.length === 0 ? { ...given, To_Account: undefined } : given,
    ),
  },
  {
    name: 'the last user is left out',
    breaches: 'S6',
    steps: editItem((given) =>
      given.To_Account ? { ...given, To_Account: given.To_Account.slice(0, -1) } : given,
    ),
  },
  {
    name: 'at most two users',
    breaches: 'S6',
    steps: editItem((given) =>
      given.To_Account ? { ...given, To_Account: given.To_Account.slice(0, 2) } : given,
    ),
  },
  {
    name: 'a user twice',
    breaches: 'S6',
    steps: editItem((given) =>
      given.To_Account
        ? { ...given, To_Account: [...given.To_Account, ...given.To_Account.slice(0, 1)] }
        : given,
    ),
  },
  {
    name: 'a user in place of another',
    breaches: 'S6',
    steps: editItem((given) =>
      given.To_Account && given.To_Account.length > 1
        ? { ...given, To_Account: given.To_Account.map(() => given.To_Account?.[0]) }
        : given,
    ),
  },
  {
    name: 'users of another list',
    breaches: 'S6',
    steps: editItem((given, list) =>
      given.To_Account ? { ...given, To_Account: list.friends.map((id) => `${id}_`) } : given,
    ),
    needsDeclaredLists: true,
  },
  {
    name: 'users of another list beside GroupName',
    breaches: 'S6',
    steps: editItem((given, list, request) =>
      given.To_Account && named(request)
        ? { ...given, To_Account: list.friends.map((id) => `${id}_`) }
        : given,
    ),
  },
  {
    name: 'users are always pulled',
    breaches: 'S7',
    steps: editItem((given, list) => ({ ...given, To_Account: list.friends })),
  },
  {
    name: 'an empty NeedFriend pulls users',
    breaches: 'S7',
    steps: editItem((given, list, request) =>
      request.NeedFriend === '' ? { ...given, To_Account: list.friends } : given,
    ),
  },
  {
    name: 'To_Account is empty when users are not asked for',
    breaches: 'S7',
    steps: editItem((given) => ({ To_Account: [], ...given })),
  },
  {
    name: 'users are pulled on the first pull',
    breaches: 'S7',
    steps: editItem((given, list, request) =>
      request.LastSequence === 0 && !named(request) ? { ...given, To_Account: list.friends } : given,
    ),
  },
  {
    name: 'users are pulled on a stale pull',
    breaches: 'S7',
    steps: editItem((given, list, request) =>
      request.LastSequence !== 0 && !named(request) ? { ...given, To_Account: list.friends } : given,
    ),
  },
  {
    name: 'an empty GroupName pulls users',
    breaches: 'S7',
    steps: editItem((given, list, request) =>
      request.GroupName?.length === 0 ? { ...given, To_Account: list.friends } : given,
    ),
  },
  {
    name: 'FriendNumber is one too many',
    breaches: 'S8',
    alsoBreaches: ['S6'],
    steps: editItem((given) => ({ ...given, FriendNumber: given.FriendNumber + 1 })),
    needsDeclaredLists: true,
  },
  {
    name: 'FriendNumber is 0 without users',
    breaches: 'S8',
    steps: editItem((given) => (given.To_Account ? given : { ...given, FriendNumber: 0 })),
  },
  {
    name: 'FriendNumber is one too many without users',
    breaches: 'S8',
    steps: editItem((given) =>
      given.To_Account ? given : { ...given, FriendNumber: given.FriendNumber + 1 },
    ),
  },
  {
    name: 'FriendNumber is at most 2',
    breaches: 'S8',
    alsoBreaches: ['S6'],
    steps: editItem((given) => ({ ...given, FriendNumber: Math.min(given.FriendNumber, 2) })),
    needsDeclaredLists: true,
  },
  {
    name: 'FriendNumber is one too few beside GroupName',
    breaches: 'S8',
    alsoBreaches: ['S6'],
    steps: editItem((given, _, request) =>
      named(request) ? { ...given, FriendNumber: Math.max(0, given.FriendNumber - 1) } : given,
    ),
  },
  {
    name: 'lists without users at the current sequence',
    breaches: 'S6',
    steps: () => ({
      lists: (request, account) => (named(request) ? reference.lists(request, account) : account.lists),
      item: (list, request) => {
        const given = reference.item(list, request);
        return request.LastSequence === 2
          ? ({ ...given, To_Account: undefined } as unknown as ListItem)
          : given;
      },
    }),
  },
  {
    name: 'users of the first list alone',
    breaches: 'S6',
    steps: () => ({
      success: (items, current, request) =>
        reference.success(
          items.map((given, index) =>
            index === 0 || !given.To_Account ? given : { ...given, To_Account: [] },
          ),
          current,
          request,
        ),
    }),
  },
  {
    name: 'users with names that are not ASCII are left out',
    breaches: 'S6',
    steps: editItem((given) =>
      given.To_Account
        ? { ...given, To_Account: given.To_Account.filter((id) => /^[ -~]*$/.test(id)) }
        : given,
    ),
  },
  {
    name: 'spaces are lost from users',
    breaches: 'S6',
    steps: editItem((given) =>
      given.To_Account
        ? { ...given, To_Account: given.To_Account.map((id) => id.replaceAll(' ', '')) }
        : given,
    ),
    needsDeclaredLists: true,
  },
  {
    name: 'To_Account for empty lists whether asked for or not',
    breaches: 'S7',
    steps: editItem((given, list) => (list.friends.length === 0 ? { ...given, To_Account: [] } : given)),
  },
  {
    name: 'users are pulled when NeedFriend is present',
    breaches: 'S7',
    steps: () => ({
      item: (list, request) =>
        reference.item(list, 'NeedFriend' in request ? { ...request, NeedFriend: yes } : request),
    }),
  },
  {
    name: 'FriendNumber is that of all lists',
    breaches: 'S8',
    alsoBreaches: ['S6'],
    steps: () => ({
      success: (items, current, request) =>
        reference.success(
          named(request) ? items : items.map((given) => ({ ...given, FriendNumber: items.length })),
          current,
          request,
        ),
    }),
    needsDeclaredLists: true,
  },
  {
    name: 'FriendNumber leaves out users that are not ASCII',
    breaches: 'S8',
    alsoBreaches: ['S6'],
    steps: editItem((given, list) => ({
      ...given,
      FriendNumber: list.friends.filter((id) => /^[ -~]*$/.test(id)).length,
    })),
    needsDeclaredLists: true,
  },
];
