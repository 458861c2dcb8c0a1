import { isDeepStrictEqual } from 'node:util';
import { createScanner } from 'jsonc-parser';

/**
 * What a JSON text shows that its parsed value does not. The target chooses the length and the depth of the text. So these
 * functions read its tokens once, in a loop: jsonc-parser's scanner does not recurse, its parser and its visitor do.
 */

/** Values that nest deeper than this are compared by their text, as comparing by content recurses. */
const maxComparedDepth = 100;

/** A token of a JSON text. A bracket, brace, colon or comma is known by its first character, a string by its quote. */
interface Token {
  first: string;
  offset: number;
  /** A string's characters, its escapes resolved. */
  value(): string;
}

/** The tokens of a text, white space left out. One object stands for each token in turn. */
function* tokensOf(text: string): Generator<Token> {
  const scanner = createScanner(text, true);
  const token = { first: '', offset: 0, value: () => scanner.getTokenValue() };
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    token.offset = scanner.getTokenOffset();
    token.first = text.charAt(token.offset);
    yield token;
  }
}

function opens({ first }: Token): boolean {
  return first === '{' || first === '[';
}

function closes({ first }: Token): boolean {
  return first === '}' || first === ']';
}

/** Whether the text is the beginning of a JSON object whose end is missing; an empty text is one. */
export function isCutShort(text: string): boolean {
  const trimmed = text.trimStart();
  if (trimmed === '') return true;
  if (!trimmed.startsWith('{')) return false;
  let depth = 0;
  for (const token of tokensOf(trimmed)) {
    if (opens(token)) depth += 1;
    else if (closes(token)) depth -= 1;
    if (depth === 0) return false;
  }
  return true;
}

/** An object whose members are compared: the outermost one, or one in its array `list`. */
interface ComparedObject {
  pointer: string;
  depth: number;
  /** Text of each member's value so far, by the member's name. */
  values: Map<string, string>;
  name: string;
  /** Where the value of `name` begins; undefined before its colon. */
  valueAt: number | undefined;
}

/**
 * Finds the first member, of the object itself or of one in its array `list`, that appears twice with different values. JSON
 * leaves open which of the two a reader takes.
 * @param text valid JSON, an object
 * @returns its JSON pointer and name
 */
export function contradictoryMember(
  text: string,
  list: string,
): { pointer: string; name: string } | undefined {
  const compared: ComparedObject[] = [];
  let depth = 0;
  let items = 0;
  for (const token of tokensOf(text)) {
    const { first, offset } = token;
    const innermost = compared.at(-1);
    const own = innermost?.depth === depth ? innermost : undefined;
    if (opens(token)) {
      depth += 1;
      const isItem = first === '{' && depth === 3 && innermost?.depth === 1 && innermost.name === list;
      if (depth === 1 || isItem) {
        const pointer = isItem ? `/${list}/${items++}` : '';
        compared.push({ pointer, depth, values: new Map(), name: '', valueAt: undefined });
      }
      continue;
    }
    if (own && first === '"' && own.valueAt === undefined) own.name = token.value();
    if (own && first === ':') own.valueAt = offset + 1;
    if (own?.valueAt !== undefined && (first === ',' || closes(token))) {
      const { pointer, name, values, valueAt } = own;
      const value = text.slice(valueAt, offset).trim();
      const earlier = values.get(name);
      if (earlier !== undefined && !isSameValue(earlier, value))
        return { pointer: `${pointer}/${name}`, name };
      values.set(name, value);
      own.valueAt = undefined;
    }
    if (closes(token)) {
      if (own) compared.pop();
      depth -= 1;
    }
  }
  return undefined;
}

/** Whether two JSON texts have the same value. */
function isSameValue(one: string, other: string): boolean {
  if (one === other) return true;
  if (nestsTooDeep(one) || nestsTooDeep(other)) return false;
  return isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
}

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const token of tokensOf(text)) {
    if (opens(token)) depth += 1;
    else if (closes(token)) depth -= 1;
    if (depth > maxComparedDepth) return true;
  }
  return false;
}
