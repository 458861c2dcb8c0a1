import { html, type Markup } from './markup.ts';

/** One line of a plot; its look hangs on the class, which the page's style knows. */
interface Series {
  className: string;
  name: string;
  /** An SVG path over 0..1000 in both directions, y downwards. */
  path: string;
}

export interface Plot {
  /** What a screen reader says for the picture. */
  summary: string;
  series: readonly Series[];
  /** Evenly spaced, from the left and from the bottom. */
  xTicks: readonly string[];
  yTicks: readonly string[];
  xLabel: string;
  yLabel: string;
  /** Stretches of x with what a pointer resting on them is told. */
  hints?: readonly { from: number; to: number; text: string }[];
}

export const plotSize = 1000;

/**
 * A plot as SVG that stretches to whatever room there is, lines keeping their width; the words around it are HTML, so
 * that they keep their size on a phone and on paper.
 */
export function plotMarkup({ summary, series, xTicks, yTicks, xLabel, yLabel, hints = [] }: Plot): Markup {
  const grid = yTicks.map((_, index) => {
    const y = round((plotSize * index) / Math.max(1, yTicks.length - 1));
    return html`<path class="grid" d="M0 ${y}H${plotSize}"/>`;
  });
  const areas = hints.map(
    ({ from, to, text }) =>
      html`<rect class="hint" x="${round(from)}" y="0" width="${round(to - from)}" height="${plotSize}"><title>${text}</title></rect>`,
  );
  return html`<figure class="plot">
<figcaption><ul class="legend">${series.map(
    ({ className, name }) =>
      html`<li><svg class="swatch" viewBox="0 0 36 10" aria-hidden="true"><path class="${className}" d="M1 5H35"/></svg>${name}</li>`,
  )}</ul></figcaption>
<div class="frame"><p class="y-label">${yLabel}</p>
<ol class="y-ticks" aria-hidden="true">${yTicks.toReversed().map((tick) => html`<li>${tick}</li>`)}</ol>
<svg class="canvas" viewBox="0 0 ${plotSize} ${plotSize}" preserveAspectRatio="none" role="img" aria-label="${summary}">
${grid}${series.map(({ className, path }) => html`<path class="${className}" d="${path}"/>`)}${areas}
</svg>
<ol class="x-ticks" aria-hidden="true">${xTicks.map((tick) => html`<li>${tick}</li>`)}</ol>
<p class="x-label">${xLabel}</p></div>
</figure>`;
}

/** A step of 1, 2 or 5 times a power of ten that divides `most` into at most `parts`. */
export function evenStep(most: number, parts: number): number {
  const least = Math.max(most, 1e-9) / parts;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power;
}

/** To a tenth of a thousandth of the plot's size, which no eye can tell. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
