import type { ClauseId } from '../../spec/generated/contract.ts';

/** Lists by name, each with its number of friends. */
type Lists = ReadonlyMap<string, { count: number }>;

/** A kind of input on which common mistakes show, and the clauses whose checks use it. */
interface InputKind {
  words: string;
  clauses: readonly ClauseId[];
  isIn(lists: Lists): boolean;
}

const someName = (pattern: RegExp) => (lists: Lists) => [...lists.keys()].some((name) => pattern.test(name));
const someCount = (holds: (count: number) => boolean) => (lists: Lists) =>
  [...lists.values()].some(({ count }) => holds(count));

const kinds: readonly InputKind[] = [
  { words: 'a list name with a space', clauses: ['S5'], isIn: someName(/ /) },
  { words: 'a list name beyond ASCII', clauses: ['S5'], isIn: someName(/\P{ASCII}/u) },
  { words: 'more than three lists', clauses: ['S3', 'S5'], isIn: ({ size }) => size > 3 },
  { words: 'an empty list', clauses: ['S3', 'S6', 'S8'], isIn: someCount((count) => count === 0) },
  {
    words: 'a list of over a hundred friends',
    clauses: ['S6', 'S8'],
    isIn: someCount((count) => count > 100),
  },
];

/** A note for each clause whose checks lacked a kind of input, as the populated account has none of that kind. */
export function missingInputs(lists: Lists): { clause: ClauseId; text: string }[] {
  const missing = kinds.filter(({ isIn }) => !isIn(lists));
  const clauses = [...new Set(missing.flatMap(({ clauses }) => clauses))].sort();
  return clauses.map((clause) => {
    const words = missing.filter(({ clauses }) => clauses.includes(clause)).map((kind) => kind.words);
    return { clause, text: `not tried, as the populated account has none: ${words.join(', ')}` };
  });
}
