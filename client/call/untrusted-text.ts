import type { Secrets } from '../credentials/secrets.ts';

/** What a reader cannot see, or what rearranges the text around it: controls, direction marks, lone surrogates. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\uFFFE\uFFFF]/gu;
/** A quotation made by `quoted`. */
const quotation = /"((?:[^"\\]|\\.)*)"/gs;
const shortEscapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const maxQuoted = 60;
const maxLine = 600;
/** Masking reads this many times more text than is kept, as masks are shorter than what they replace. */
const readPerKept = 16;
/** The text that is read may end with a part of a secret that is too short for a mask. In any encoding it is shorter than this. */
const maxUnmaskedRemains = 96;

/** Text of a target as part of a sentence, in quotation marks. `keptLine` shortens it once it is masked. */
export function quoted(text: string): string {
  return `"${text.slice(0, readPerKept * maxQuoted).replace(/["\\]/g, '\\$&')}"`;
}

/** The same without marks where the text is short and plain. */
export function quotedUnlessPlain(text: string): string {
  return text.length <= maxQuoted && /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(text) && !/["\\]/.test(text)
    ? text
    : quoted(text);
}

/** The sentence without its quotations. */
export function withoutQuotations(sentence: string, replacement: string): string {
  return sentence.replace(quotation, replacement);
}

/**
 * Text that a target may have written, on one line, as the program keeps it: secrets masked, quotations shortened,
 * invisible characters as JSON escapes. All that is kept passes through here or through `keptText`, before it is cut.
 */
export function keptLine(text: string, secrets: Secrets, maxLength = maxLine): string {
  const masked = maskedStart(text, secrets, maxLength).replace(
    quotation,
    (_, quote: string) => `"${cut(quote, maxQuoted)}"`,
  );
  return visibleOnOneLine(cut(masked, maxLength));
}

/** The same for the text of a body or a header, up to `maxLength` characters: line ends and tabs stay. */
export function keptText(text: string, secrets: Secrets, maxLength: number): string {
  const masked = maskedStart(text, secrets, maxLength);
  const kept = visible(masked.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, ''));
  return masked.length > maxLength ? `${kept}… (${text.length} characters)` : kept;
}

/** Invisible characters as JSON escapes, so that JSON stays JSON; line ends and tabs stay. */
export function visible(text: string): string {
  return text.replace(unseen, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

/** The same on one line: line ends and tabs become escapes as well. */
export function visibleOnOneLine(text: string): string {
  return text.replace(unseen, escaped);
}

function maskedStart(text: string, secrets: Secrets, maxLength: number): string {
  const read = readPerKept * maxLength;
  if (text.length <= read) return secrets.masked(text);
  return secrets.masked(text.slice(0, read)).slice(0, -maxUnmaskedRemains);
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  // Neither half a character nor half an escape of `quoted` stays at the end.
  const kept = text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept.replace(/(^|[^\\])((?:\\\\)*)\\$/, '$1$2')}…`;
}

function escaped(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  return character.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
