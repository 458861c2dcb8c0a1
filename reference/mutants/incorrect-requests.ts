import { referenceSteps as reference, type Steps } from '../group-get.ts';
import { editFailure, type Mutant, mendBody, named, refuseWith } from './mutant.ts';

/** Mends a GroupName that is an array before it is validated. */
function mendNames(mend: (names: unknown[]) => unknown[]): () => Partial<Steps> {
  return mendBody((given) => ({
    ...given,
    ...(Array.isArray(given.GroupName) && { GroupName: mend(given.GroupName) }),
  }));
}

/** Mends the text before it is parsed: a body that is not JSON passes. */
function mendText(mend: (text: string) => string): () => Partial<Steps> {
  return () => ({ parse: (text) => reference.parse(mend(text)) });
}

/** Mutants that accept an incorrect request, or refuse it in the wrong way (F1, F2, F4). */
export const incorrectRequestMutants: readonly Mutant[] = [
  {
    name: 'LastSequence as text is taken',
    breaches: 'F1',
    steps: mendBody((given) => ({
      ...given,
      LastSequence: typeof given.LastSequence === 'string' ? Number(given.LastSequence) : given.LastSequence,
    })),
  },
  {
    name: 'LastSequence is rounded',
    breaches: 'F1',
    steps: mendBody((given) => ({
      ...given,
      LastSequence:
        typeof given.LastSequence === 'number' ? Math.floor(given.LastSequence) : given.LastSequence,
    })),
  },
  {
    name: 'LastSequence as a boolean is taken',
    breaches: 'F1',
    steps: mendBody((given) => ({
      ...given,
      LastSequence: typeof given.LastSequence === 'boolean' ? 1 : given.LastSequence,
    })),
  },
  {
    name: 'LastSequence null is taken for 0',
    breaches: 'F1',
    steps: mendBody((given) => ({
      ...given,
      LastSequence: given.LastSequence === null ? 0 : given.LastSequence,
    })),
  },
  {
    name: 'LastSequence is not validated beside GroupName',
    breaches: 'F1',
    steps: mendBody((given) => ({
      ...given,
      LastSequence: Array.isArray(given.GroupName) ? 0 : given.LastSequence,
    })),
  },
  {
    name: 'GroupName as text is one name',
    breaches: 'F1',
    steps: mendBody((given) => ({
      ...given,
      GroupName: typeof given.GroupName === 'string' ? [given.GroupName] : given.GroupName,
    })),
  },
  {
    name: 'everything but strings in GroupName is dropped',
    breaches: 'F1',
    steps: mendBody((given) => ({
      ...given,
      GroupName: Array.isArray(given.GroupName)
        ? given.GroupName.filter((name) => typeof name === 'string')
        : given.GroupName,
    })),
  },
  {
    name: 'only the first of GroupName is validated',
    breaches: 'F1',
    steps: mendBody((given) => ({
      ...given,
      GroupName:
        Array.isArray(given.GroupName) && typeof given.GroupName[0] === 'string'
          ? given.GroupName.map(String)
          : given.GroupName,
    })),
  },
  {
    name: 'GroupName as an object is taken',
    breaches: 'F1',
    steps: mendBody((given) => ({
      ...given,
      GroupName: Array.isArray(given.GroupName) || typeof given.GroupName !== 'object' ? given.GroupName : [],
    })),
  },
  {
    name: 'NeedFriend of any kind is taken',
    breaches: 'F1',
    alsoBreaches: ['B3'],
    steps: mendBody((given) => ({
      ...given,
      NeedFriend: given.NeedFriend === undefined ? undefined : String(given.NeedFriend),
    })),
  },
  {
    name: 'NeedFriend 0 is taken for none',
    breaches: 'F1',
    steps: mendBody((given) => ({ ...given, NeedFriend: given.NeedFriend === 0 ? '' : given.NeedFriend })),
  },
  {
    name: 'an empty From_Account is an unknown one',
    breaches: 'F1',
    steps: refuseWith(30003, (given) => given.From_Account === ''),
  },
  {
    name: 'a missing From_Account is an unknown one',
    breaches: 'F1',
    alsoBreaches: ['B1', 'F4'],
    steps: refuseWith(30003, (given) => given.From_Account === undefined),
  },
  {
    name: 'an incorrect parameter gets the code of a non-admin',
    breaches: 'F1',
    steps: refuseWith(30004, (given) => typeof given.LastSequence === 'string'),
  },
  {
    name: 'nothing is validated at the current sequence',
    breaches: 'F1',
    alsoBreaches: ['B2', 'S5'],
    steps: mendBody((given) =>
      given.LastSequence === 2 ? { From_Account: given.From_Account, LastSequence: 2 } : given,
    ),
  },
  {
    name: 'an unknown account has no lists',
    breaches: 'F2',
    steps: () => ({
      account: (request, world) =>
        world.accounts.get(request.From_Account) ?? { id: '', sequence: 0, lists: [] },
    }),
  },
  {
    name: 'an unknown account is an incorrect parameter',
    breaches: 'F2',
    steps: editFailure((given, code) => ({ ...given, ErrorCode: code === 30003 ? 30001 : code })),
  },
  {
    name: 'an unknown account has no lists beside GroupName',
    breaches: 'F2',
    steps: () => ({
      account: (request, world) =>
        world.accounts.get(request.From_Account) ??
        (named(request) ? { id: '', sequence: 0, lists: [] } : undefined),
    }),
  },
  {
    name: 'an unknown account is a public error',
    breaches: 'F2',
    steps: editFailure((given, code) => ({ ...given, ErrorCode: code === 30003 ? 70107 : code })),
  },
  {
    name: 'an empty body is a default pull',
    breaches: 'F4',
    steps: () => ({
      parse: (text) => (text === '' ? { From_Account: 'bystander', LastSequence: 0 } : reference.parse(text)),
    }),
  },
  {
    name: 'the first object of an array is taken',
    breaches: 'F4',
    steps: () => ({ parse: (text) => reference.parse(text.startsWith('[') ? text.slice(1, -1) : text) }),
  },
  {
    name: 'text after the JSON is ignored',
    breaches: 'F4',
    steps: () => ({ parse: (text) => reference.parse(text.replace(/\}[^}]*$/, '}')) }),
  },
  {
    name: 'a comma too many is forgiven',
    breaches: 'F4',
    steps: () => ({ parse: (text) => reference.parse(text.replace(/,\}$/, '}')) }),
  },
  {
    name: 'JSON in a string is unwrapped',
    breaches: 'F4',
    steps: () => ({
      parse: (text) => reference.parse(text.startsWith('"{') ? (JSON.parse(text) as string) : text),
    }),
  },
  {
    name: 'single quotes are forgiven',
    breaches: 'F4',
    steps: () => ({ parse: (text) => reference.parse(text.replaceAll("'", '"')) }),
  },
  {
    name: 'a form is taken for a body',
    breaches: 'F4',
    steps: () => ({
      parse: (text) =>
        text.startsWith('From_Account=')
          ? { From_Account: new URLSearchParams(text).get('From_Account'), LastSequence: 0 }
          : reference.parse(text),
    }),
  },
  {
    name: 'a malformed body is an unknown account',
    breaches: 'F4',
    steps: editFailure((given, code) => ({ ...given, ErrorCode: code === 60003 ? 30003 : code })),
  },
  {
    name: 'From_Account in an array is taken',
    breaches: 'F1',
    steps: mendBody((given) => ({
      ...given,
      From_Account: Array.isArray(given.From_Account) ? 'bystander' : given.From_Account,
    })),
  },
  {
    name: 'a fraction is taken beside GroupName',
    breaches: 'F1',
    steps: mendBody((given) => ({
      ...given,
      LastSequence:
        given.GroupName !== undefined && typeof given.LastSequence === 'number'
          ? Math.trunc(given.LastSequence)
          : given.LastSequence,
    })),
  },
  {
    name: 'an empty GroupName of another kind is none',
    breaches: 'F1',
    steps: mendBody((given) => ({
      ...given,
      GroupName: given.GroupName === '' || given.GroupName === false ? [] : given.GroupName,
    })),
  },
  {
    name: 'an unknown account with a sequence is up to date',
    breaches: 'F2',
    steps: () => ({
      account: (request, world) =>
        world.accounts.get(request.From_Account) ??
        (request.LastSequence > 0 ? { id: '', sequence: request.LastSequence, lists: [] } : undefined),
    }),
  },
  {
    name: 'a null body is a default pull',
    breaches: 'F4',
    steps: () => ({
      parse: (text) =>
        text === 'null' ? { From_Account: 'bystander', LastSequence: 0 } : reference.parse(text),
    }),
  },
  {
    name: 'invalid UTF-8 is replaced and accepted',
    breaches: 'F4',
    steps: () => ({
      parse: (text) =>
        text.includes('\uFFFD') ? { From_Account: 'bystander', LastSequence: 0 } : reference.parse(text),
    }),
  },
  ...(
    [
      ['zero as a string is a first pull', (last) => last === '0'],
      ['a sequence as a string is a sequence', (last) => /^[1-9]\d*$/.test(String(last))],
      ['an empty array is a first pull', (last) => Array.isArray(last) && last.length === 0],
    ] satisfies [string, (last: unknown) => boolean][]
  ).map(
    ([name, when]): Mutant => ({
      name,
      breaches: 'F1',
      steps: mendBody((given) =>
        when(given.LastSequence) ? { ...given, LastSequence: Number(given.LastSequence) } : given,
      ),
    }),
  ),
  {
    name: 'NeedFriend false is none',
    breaches: 'F1',
    steps: mendBody((given) => (given.NeedFriend === false ? { ...given, NeedFriend: '' } : given)),
  },
  {
    name: 'NeedFriend in an empty array is none',
    breaches: 'F1',
    steps: mendBody((given) =>
      Array.isArray(given.NeedFriend) && given.NeedFriend.length === 0 ? { ...given, NeedFriend: '' } : given,
    ),
  },
  {
    name: 'booleans in GroupName are dropped',
    breaches: 'F1',
    steps: mendNames((names) => names.filter((name) => typeof name !== 'boolean')),
  },
  {
    name: 'empty arrays and objects in GroupName are dropped',
    breaches: 'F1',
    steps: mendNames((names) =>
      names.filter((name) => !(name instanceof Object) || Object.keys(name).length > 0),
    ),
  },
  {
    name: 'only the first three names are validated',
    breaches: 'F1',
    steps: mendNames((names) => names.filter((name, index) => index < 3 || typeof name === 'string')),
  },
  {
    name: 'a list is accepted in place of its name',
    breaches: 'F1',
    steps: mendNames((names) => names.map((name) => (name as { GroupName?: string })?.GroupName ?? name)),
  },
  {
    name: 'an unknown account with a sequence that nobody has is up to date',
    breaches: 'F2',
    steps: () => ({
      account: (request, world) =>
        world.accounts.get(request.From_Account) ??
        (request.LastSequence > 0 &&
        [...world.accounts.values()].every(({ sequence }) => sequence !== request.LastSequence)
          ? { id: '', sequence: request.LastSequence, lists: [] }
          : undefined),
    }),
  },
  { name: 'comments are taken', breaches: 'F4', steps: mendText((text) => text.replace(/^\/\*.*?\*\//, '')) },
  {
    name: 'comments at the end are taken',
    breaches: 'F4',
    steps: mendText((text) => text.replace(/ \/\/.*$/, '')),
  },
  { name: 'a NUL ends the body', breaches: 'F4', steps: mendText((text) => text.split('\0')[0] as string) },
  {
    name: 'surplus closing braces are ignored',
    breaches: 'F4',
    steps: mendText((text) => text.replace(/}+$/, '}')),
  },
  {
    name: 'a trailing comma in an array is ignored',
    breaches: 'F4',
    steps: mendText((text) => text.replaceAll(',]', ']')),
  },
  {
    name: 'names need no quotes',
    breaches: 'F4',
    steps: mendText((text) => text.replaceAll(/([{,])(\w+):/g, '$1"$2":')),
  },
  {
    name: 'numbers may begin with 0',
    breaches: 'F4',
    steps: mendText((text) => text.replaceAll(/:0(\d)/g, ':$1')),
  },
  {
    name: 'strings may hold line feeds',
    breaches: 'F4',

    steps: mendText((text) => text.replaceAll(/"[^"]*"/g, (string) => string.replaceAll('\n', '\\n'))),
  },
];
