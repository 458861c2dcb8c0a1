import { oneLine } from '../words/shown-text.ts';

const maxCell = 240;

/**
 * Text that may quote the target. Code hosts turn mentions, issue numbers and addresses into links everywhere except in code.
 * Code fences and backslashes do not work in every dialect of tables; character references in a code element do.
 */
export function code(text: string): string {
  return text === '' ? '' : `<code>${referenced(oneLine(text, maxCell))}</code>`;
}

/** Our own words, which may quote the target: nothing in them becomes Markdown, a mention or a reference. */
export function plain(text: string): string {
  return referenced(oneLine(text, maxCell * 2)).replace(/&#(35|64);(?=\S)/g, '$&&#8203;');
}

function referenced(text: string): string {
  return text.replace(
    /[^\p{L}\p{N}\p{M} ,;:'"=?/()%+.–…×·-]|(?<!\d)[.:](?=\S)|[.:](?=[^\s\d])/gu,
    (character) => (character < '\u0080' ? `&#${character.charCodeAt(0)};` : character),
  );
}
