/** What a reader cannot see, or what rearranges the text around it: controls, direction marks, lone surrogates. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\uFFFE\uFFFF]/gu;
/** More combining marks than any script puts on a letter; hostile text stacks them over the lines around it. */
const stackedMarks = /(\p{M}{4})\p{M}+/gu;

/**
 * Untrusted text as every report shows it. Invisible characters become JSON escapes; line ends and tabs stay; characters
 * beyond `maxLength` UTF-16 units are counted instead. Once markup is escaped, the result is legal in XML 1.0. It holds
 * nothing that a terminal obeys.
 */
export function shownText(text: string, maxLength: number): string {
  const kept = text.length > maxLength ? text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '') : text;
  const shown = kept
    .replace(unseen, (character) =>
      character === '\n' || character === '\t' ? character : escaped(character),
    )
    .replace(stackedMarks, '$1…');
  const left = text.length - kept.length;
  return left > 0 ? `${shown}… (${left} more characters)` : shown;
}

/** The same on one line: line ends and tabs are escaped as well. */
export function oneLine(text: string, maxLength: number): string {
  return shownText(text, maxLength).replace(/[\n\t]/g, escaped);
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
