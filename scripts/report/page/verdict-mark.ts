import { verdictWords } from '../words/verdict-words.ts';
import { html, type Markup } from './markup.ts';

/** A verdict in a page: symbol and word; colour only underlines them. */
export function verdictMark(verdict: keyof typeof verdictWords, word = verdictWords[verdict].word): Markup {
  const { symbol } = verdictWords[verdict];
  return html`<span class="verdict ${verdict}"><span aria-hidden="true">${symbol}</span> ${word}</span>`;
}
