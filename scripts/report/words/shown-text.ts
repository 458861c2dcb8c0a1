import { visible, visibleOnOneLine } from '../../../client/call/untrusted-text.ts';

/** More combining marks than any script puts on a letter; hostile text stacks them over the lines around it. */
const stackedMarks = /(\p{M}{4})\p{M}+/gu;

/**
 * Untrusted text as every report shows it. Invisible characters become JSON escapes; line ends and tabs stay; characters
 * beyond `maxLength` UTF-16 units are counted instead. Once markup is escaped, the result is legal in XML 1.0. It holds
 * nothing that a terminal obeys.
 */
export function shownText(text: string, maxLength: number): string {
  const kept = text.length > maxLength ? text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '') : text;
  const shown = visible(kept).replace(stackedMarks, '$1…');
  const left = text.length - kept.length;
  return left > 0 ? `${shown}… (${left} more characters)` : shown;
}

/** The same on one line: line ends and tabs are escaped as well. */
export function oneLine(text: string, maxLength: number): string {
  return visibleOnOneLine(shownText(text, maxLength));
}
