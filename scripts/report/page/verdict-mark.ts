import { verdictLabels } from '../words/verdict-labels.ts';
import { html, type Markup } from './markup.ts';

/** A verdict in a page: symbol and word; colour only emphasises them. */
export function verdictMark(verdict: keyof typeof verdictLabels, word = verdictLabels[verdict].word): Markup {
  const { symbol } = verdictLabels[verdict];
  return html`<span class="verdict ${verdict}"><span aria-hidden="true">${symbol}</span> ${word}</span>`;
}
