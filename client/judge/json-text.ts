import { isDeepStrictEqual } from 'node:util';

/**
 * What a JSON text shows that its parsed value does not. Both functions go through the text once, in a loop: how long it is
 * and how deeply it nests are the target's choice.
 */

/** Whether the text is the beginning of a JSON object that its end would complete; so is an empty one. */
export function isCutShort(text: string): boolean {
  const trimmed = text.trimStart();
  if (trimmed === '') return true;
  if (!trimmed.startsWith('{')) return false;
  let depth = 0;
  for (let at = 0; at < trimmed.length; at += 1) {
    const character = trimmed[at];
    if (character === '"') {
      at = endOfString(trimmed, at);
      if (at < 0) return true;
    } else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0) return false;
  }
  return true;
}

/** An object of which single members are followed. */
interface Followed {
  pointer: string;
  depth: number;
  /** Names met so far, with the text of their values. */
  values: Map<string, string>;
  name: string;
  /** Where the value of `name` begins; undefined while a name is due. */
  valueAt: number | undefined;
}

/**
 * The first member, of the object itself or of one in its array `list`, that is there twice with different values. JSON
 * leaves open which of the two a reader takes.
 * @param text valid JSON, an object
 * @returns its JSON pointer and name
 */
export function contradictoryMember(
  text: string,
  list: string,
): { pointer: string; name: string } | undefined {
  const followed: Followed[] = [];
  let depth = 0;
  let items = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    const top = followed.at(-1);
    const own = top?.depth === depth ? top : undefined;
    if (character === '"') {
      const end = endOfString(text, at);
      if (own && own.valueAt === undefined) own.name = JSON.parse(text.slice(at, end + 1)) as string;
      at = end;
    } else if (character === ':') {
      if (own) own.valueAt = at + 1;
    } else if (character === '{' || character === '[') {
      depth += 1;
      const isItem = character === '{' && depth === 3 && top?.depth === 1 && top.name === list;
      if ((character === '{' && depth === 1) || isItem) {
        const pointer = isItem ? `/${list}/${items++}` : '';
        followed.push({ pointer, depth, values: new Map(), name: '', valueAt: undefined });
      }
    } else if (character === ',' || character === '}' || character === ']') {
      if (own?.valueAt !== undefined) {
        const { pointer, name, values } = own;
        const value = text.slice(own.valueAt, at);
        const before = values.get(name);
        if (before !== undefined && !isDeepStrictEqual(JSON.parse(before), JSON.parse(value)))
          return { pointer: `${pointer}/${name}`, name };
        values.set(name, value);
        own.valueAt = undefined;
      }
      if (character !== ',') {
        if (own) followed.pop();
        depth -= 1;
      }
    }
  }
  return undefined;
}

/** Where the string that begins at `start` ends; -1 when it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return -1;
}
