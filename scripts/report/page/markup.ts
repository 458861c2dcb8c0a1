import { shownText } from '../words/shown-text.ts';

/** HTML that is safe in a page. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Markup | string | number | null | readonly Value[];

/** The maximum length of a text of a record in one place of a page. */
export const maxText = 12_000;

/**
 * A template for HTML: its values are text, escaped and bounded, unless they are markup. Attributes must stand in double
 * quotes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(strings.map((string, index) => string + inserted(values[index] ?? null)).join(''));
}

/** Our own style and script, which must not be escaped. */
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
