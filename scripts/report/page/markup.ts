import { shownText } from '../words/shown-text.ts';

/** HTML that is safe to place in a page. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Markup | string | number | null | readonly Value[];

/** The longest text of a record that a page shows in one place. */
export const maxText = 12_000;

/**
 * A template for HTML: what stands in it is text, made safe and bounded, unless it is markup itself. Attributes must be
 * written in double quotes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(strings.map((string, index) => string + inserted(values[index] ?? null)).join(''));
}

/** Our own style and script, which are no text to escape. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function inserted(value: Value): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value.map(inserted).join('');
  return shownText(value, maxText)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
