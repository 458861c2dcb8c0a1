import { referenceSteps as reference } from '../group-get.ts';
import { type Mutant, mendBody, named, refuseWith, selectLists, yes } from './mutant.ts';

/** Mutants of what the fields of the request body do (B1 to B4). */
export const requestBodyMutants: readonly Mutant[] = [
  {
    name: 'From_Account defaults to some account',
    breaches: 'B1',
    alsoBreaches: ['F1'],
    steps: mendBody((given) => ({ From_Account: 'bystander', ...given })),
  },
  {
    name: 'From_Account as a number is taken for text',
    breaches: 'B1',
    alsoBreaches: ['F1'],
    steps: mendBody((given) => ({
      ...given,
      From_Account: typeof given.From_Account === 'number' ? 'bystander' : given.From_Account,
    })),
  },
  {
    name: 'LastSequence has an effect beside GroupName',
    breaches: 'B2',
    alsoBreaches: ['S5'],
    steps: () => ({
      lists: (request, account) =>
        request.LastSequence === account.sequence ? [] : reference.lists(request, account),
    }),
  },
  {
    name: 'GroupName has an effect on the first pull only',
    breaches: 'B2',
    alsoBreaches: ['S5'],
    steps: () => ({
      lists: (request, account) =>
        reference.lists(request.LastSequence === 0 ? request : { ...request, GroupName: [] }, account),
    }),
  },
  {
    name: 'LastSequence may be missing',
    breaches: 'B2',
    alsoBreaches: ['F1'],
    steps: mendBody((given) => ({ LastSequence: 0, ...given })),
  },
  {
    name: 'NeedFriend as a boolean is taken',
    breaches: 'B3',
    alsoBreaches: ['F1'],
    steps: mendBody((given) => ({
      ...given,
      NeedFriend: given.NeedFriend === true ? yes : given.NeedFriend,
    })),
  },
  {
    name: 'NeedFriend true or in an array is taken',
    breaches: 'B3',
    alsoBreaches: ['F1'],
    steps: mendBody((given) => ({
      ...given,
      NeedFriend: Array.isArray(given.NeedFriend) || given.NeedFriend === true ? yes : given.NeedFriend,
    })),
  },
  {
    name: 'empty GroupName brings nothing',
    breaches: 'B4',
    alsoBreaches: ['S3'],
    steps: selectLists((all, request) => (request.GroupName ? (named(request) ? all : []) : all)),
  },
  {
    name: 'empty GroupName is an incorrect parameter',
    breaches: 'B4',
    alsoBreaches: ['S3', 'S4'],
    steps: refuseWith(30001, (given) => Array.isArray(given.GroupName) && given.GroupName.length === 0),
  },
];
