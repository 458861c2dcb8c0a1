import type { ListItem } from '../../client/judge/judge-response.ts';
import { type List, type Request, referenceSteps as reference, type Steps } from '../group-get.ts';
import { editItem, editSuccess, type Mutant, named, selectLists, selectNamed, yes } from './mutant.ts';

/** Changes the CurrentSequence of every success. */
function editSequence(change: (current: number, request: Request) => unknown): () => Partial<Steps> {
  return () => ({ sequence: (account, request) => change(account.sequence, request) as number });
}

/** Mutants of the sequence and the shape of a success, and of the page's samples (S1, S2, S11). */
export const successMutants: readonly Mutant[] = [
  {
    name: 'CurrentSequence echoes LastSequence',
    breaches: 'S1',
    alsoBreaches: ['S3'],
    steps: editSequence((_, request) => request.LastSequence),
  },
  {
    name: 'CurrentSequence grows with each read',
    breaches: 'S1',
    steps: () => {
      let reads = 0;
      return { sequence: (account) => account.sequence + reads++ };
    },
  },
  {
    name: 'CurrentSequence is 0 beside GroupName',
    breaches: 'S1',
    steps: editSequence((current, request) => (named(request) ? 0 : current)),
  },
  {
    name: 'CurrentSequence differs with users',
    breaches: 'S1',
    alsoBreaches: ['S3'],
    steps: editSequence((current, request) => (request.NeedFriend === yes ? current + 1 : current)),
  },
  { name: 'CurrentSequence as text', breaches: 'S1', steps: editSequence(String) },
  { name: 'CurrentSequence is negative', breaches: 'S1', steps: editSequence(() => -1) },
  {
    name: 'CurrentSequence is missing beside GroupName',
    breaches: 'S1',
    steps: editSequence((current, request) => (named(request) ? undefined : current)),
  },
  {
    name: 'CurrentSequence runs ahead of a LastSequence ahead',
    breaches: 'S1',
    steps: editSequence((current, request) => Math.max(current, request.LastSequence)),
  },
  {
    name: 'FriendNumber as text',
    breaches: 'S2',
    steps: editItem((given) => ({ ...given, FriendNumber: String(given.FriendNumber) })),
  },
  {
    name: 'FriendNumber is missing beside users',
    breaches: 'S2',
    steps: editItem((given) =>
      given.To_Account ? { GroupName: given.GroupName, To_Account: given.To_Account } : given,
    ),
  },
  {
    name: 'FriendNumber is negative for an empty list',
    breaches: 'S2',
    steps: editItem((given, list) => (list.friends.length === 0 ? { ...given, FriendNumber: -1 } : given)),
  },
  {
    name: 'ResultItem by name',
    breaches: 'S2',
    steps: editSuccess((given) => ({
      ...given,
      ResultItem: Object.fromEntries((given.ResultItem as ListItem[]).map((list) => [list.GroupName, list])),
    })),
  },
  {
    name: 'ResultItem is null when empty',
    breaches: 'S2',
    steps: editSuccess((given) => ({
      ...given,
      ResultItem: (given.ResultItem as ListItem[]).length ? given.ResultItem : null,
    })),
  },
  {
    name: 'ResultItem of one list is the list',
    breaches: 'S2',
    steps: editSuccess((given) => ({
      ...given,
      ResultItem:
        (given.ResultItem as ListItem[]).length === 1
          ? (given.ResultItem as ListItem[])[0]
          : given.ResultItem,
    })),
  },
  {
    name: 'users as objects',
    breaches: 'S2',
    steps: editItem((given) =>
      given.To_Account ? { ...given, To_Account: given.To_Account.map((id) => ({ id })) } : given,
    ),
  },
  {
    name: 'users as one text',
    breaches: 'S2',
    steps: editItem((given) =>
      given.To_Account ? { ...given, To_Account: given.To_Account.join() } : given,
    ),
  },
  {
    name: 'To_Account is null without users',
    breaches: 'S2',
    steps: editItem((given) => ({ To_Account: null, ...given })),
  },
  {
    name: 'a list twice',
    breaches: 'S2',
    steps: selectLists((all) => (all.length > 2 ? [...all, all[0] as List] : all)),
  },
  {
    name: 'a name asked for twice is returned twice',
    breaches: 'S2',
    steps: selectNamed((all, names) => names.flatMap((name) => all.filter((list) => list.name === name))),
  },
  {
    name: 'fields in another spelling',
    breaches: 'S2',
    steps: editItem((given) => ({ groupName: given.GroupName, friendNumber: given.FriendNumber })),
  },
  {
    name: 'ErrorInfo says something on success',
    breaches: 'S11',
    steps: editSuccess((given) => ({ ...given, ErrorInfo: 'success' })),
    needsSampleData: true,
  },
  {
    name: 'ErrorDisplay says something on success',
    breaches: 'S11',
    steps: editSuccess((given) => ({ ...given, ErrorDisplay: 'OK' })),
    needsSampleData: true,
  },
  {
    name: 'the sample sequence is another',
    breaches: 'S11',
    alsoBreaches: ['S1'],
    steps: editSequence((current) => current + 1),
    needsSampleData: true,
  },
  {
    name: 'the sample user is another',
    breaches: 'S11',
    alsoBreaches: ['S6'],
    steps: editItem((given) =>
      given.To_Account ? { ...given, To_Account: given.To_Account.map((id) => `@${id}`) } : given,
    ),
    needsSampleData: true,
  },
  {
    name: 'CurrentSequence grows with each failure',
    breaches: 'S1',
    steps: () => {
      let failures = 0;
      return {
        sequence: (account) => account.sequence + failures,
        failure: (...given) => {
          failures += 1;
          return reference.failure(...given);
        },
      };
    },
  },
  {
    name: 'CurrentSequence is 0 when no list is returned',
    breaches: 'S1',
    steps: () => ({
      success: (items, current, request) =>
        reference.success(items, items.length === 0 ? 0 : current, request),
    }),
  },
  { name: 'CurrentSequence is a fraction', breaches: 'S1', steps: editSequence((current) => current + 0.5) },
  {
    name: 'the sequence of an account without lists counts its pulls',
    breaches: 'S1',
    steps: () => {
      let pulls = 0;
      return { sequence: (account) => (account.lists.length === 0 ? pulls++ : account.sequence) };
    },
  },
];
