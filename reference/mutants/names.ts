import { type Mutant, named, refuseWith, selectLists, selectNamed, yes } from './mutant.ts';

/** Mutants of the filter by name (S5). */
export const nameMutants: readonly Mutant[] = [
  {
    name: 'names match by prefix',
    breaches: 'S5',
    steps: selectNamed((all, names) =>
      all.filter(({ name }) => names.some((asked) => name.startsWith(asked))),
    ),
  },
  {
    name: 'names match as a substring',
    breaches: 'S5',
    steps: selectNamed((all, names) => all.filter(({ name }) => names.some((asked) => name.includes(asked)))),
  },
  {
    name: 'names match where they contain the list name',
    breaches: 'S5',
    steps: selectNamed((all, names) => all.filter(({ name }) => names.some((asked) => asked.includes(name)))),
  },
  {
    name: 'names match in any case',
    breaches: 'S5',
    steps: selectNamed((all, names) =>
      all.filter(({ name }) => names.some((asked) => name.toLowerCase() === asked.toLowerCase())),
    ),
  },
  {
    name: 'names match trimmed',
    breaches: 'S5',
    steps: selectNamed((all, names) =>
      all.filter(({ name }) => names.some((asked) => name.trim() === asked.trim())),
    ),
  },
  {
    name: 'all but the first name is ignored',
    breaches: 'S5',
    steps: selectNamed((all, names) => all.filter(({ name }) => name === names[0])),
  },
  {
    name: 'all but the last name is ignored',
    breaches: 'S5',
    steps: selectNamed((all, names) => all.filter(({ name }) => name === names.at(-1))),
  },
  {
    name: 'all names must match',
    breaches: 'S5',
    steps: selectNamed((all, names) => all.filter(({ name }) => names.every((asked) => asked === name))),
  },
  { name: 'GroupName is ignored', breaches: 'S5', steps: selectNamed((all) => all) },
  {
    name: 'GroupName excludes',
    breaches: 'S5',
    steps: selectNamed((all, names) => all.filter(({ name }) => !names.includes(name))),
  },
  {
    name: 'an unknown name brings every list',
    breaches: 'S5',
    steps: selectNamed((all, names) => {
      const found = all.filter(({ name }) => names.includes(name));
      return found.length > 0 ? found : all;
    }),
  },
  {
    name: 'an unknown name brings the first list',
    breaches: 'S5',
    steps: selectNamed((all, names) => {
      const found = all.filter(({ name }) => names.includes(name));
      return found.length > 0 ? found : all.slice(0, 1);
    }),
  },
  {
    name: 'one unknown name hides the known ones',
    breaches: 'S5',
    steps: selectNamed((all, names) =>
      names.every((asked) => all.some(({ name }) => name === asked))
        ? all.filter(({ name }) => names.includes(name))
        : [],
    ),
  },
  {
    name: 'an empty name brings every list',
    breaches: 'S5',
    steps: selectNamed((all, names) =>
      names.includes('') ? all : all.filter(({ name }) => names.includes(name)),
    ),
  },
  {
    name: 'a wildcard brings every list',
    breaches: 'S5',
    steps: selectNamed((all, names) =>
      names.some((name) => name === '*' || name === '%')
        ? all
        : all.filter(({ name }) => names.includes(name)),
    ),
  },
  {
    name: 'the filter is lifted when users are pulled',
    breaches: 'S5',
    steps: selectNamed((all, names, request) =>
      request.NeedFriend === yes ? all : all.filter(({ name }) => names.includes(name)),
    ),
  },
  {
    name: 'names that are not ASCII are not found',
    breaches: 'S5',
    steps: selectNamed((all, names) =>
      all.filter(({ name }) => names.includes(name) && !/[^ -~]/.test(name)),
    ),
  },
  {
    name: 'names that hold spaces are not found',
    breaches: 'S5',
    steps: selectNamed((all, names) => all.filter(({ name }) => names.includes(name) && !name.includes(' '))),
  },
  {
    name: 'more than two names bring two',
    breaches: 'S5',
    steps: selectNamed((all, names) => all.filter(({ name }) => names.includes(name)).slice(0, 2)),
  },
  {
    name: 'names match in their first eight letters',
    breaches: 'S5',
    steps: selectNamed((all, names) =>
      all.filter(({ name }) => names.some((asked) => asked.slice(0, 8) === name.slice(0, 8))),
    ),
  },
  {
    name: 'names after the third are ignored',
    breaches: 'S5',
    steps: selectNamed((all, names) => all.filter(({ name }) => names.slice(0, 3).includes(name))),
  },
  {
    name: 'a name twice fails',
    breaches: 'S5',
    steps: refuseWith(
      30001,
      ({ GroupName }) => Array.isArray(GroupName) && new Set(GroupName).size < GroupName.length,
    ),
  },
  {
    name: 'names match as patterns',
    breaches: 'S5',
    steps: selectNamed((all, names) =>
      all.filter(({ name }) =>
        names.some((asked) => new RegExp(`^${asked.replace(/[^\w.*]/g, '\\$&')}$`).test(name)),
      ),
    ),
  },
  {
    name: 'names match without regard to spaces',
    breaches: 'S5',
    steps: selectNamed((all, names) =>
      all.filter(({ name }) => names.some((asked) => asked.replaceAll(' ', '') === name.replaceAll(' ', ''))),
    ),
  },
  {
    name: 'names are joined and split at commas',
    breaches: 'S5',
    steps: selectNamed((all, names) => all.filter(({ name }) => names.join(',').split(',').includes(name))),
  },
  {
    name: 'a pull by name at the current sequence brings every list',
    breaches: 'S5',
    alsoBreaches: ['B2'],
    steps: selectLists((all, request, account) =>
      named(request) && request.LastSequence === account.sequence ? account.lists : all,
    ),
  },
  {
    name: 'more than eight names bring eight',
    breaches: 'S5',
    steps: selectNamed((all, names) => all.filter(({ name }) => names.slice(0, 8).includes(name))),
  },
];
