import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { html, type Markup } from './markup.ts';

type Scale = ScaleContinuousNumeric<number, number>;

/** A direction of a plot: where values lie in it, and which of them are written beside it. */
export interface Axis {
  label: string;
  scale: Scale;
  ticks: readonly { value: number; text: string }[];
}

/** One line or one set of marks of a plot; its look hangs on the class, which the page's style knows. */
export interface Series {
  className: string;
  name: string;
  /** In the axes' own units; a line breaks where y is null. */
  points: readonly (readonly [x: number, y: number | null])[];
  /** A sign set at each point in place of a line through them. */
  sign?: string;
}

export interface Plot {
  /** What a screen reader says for the picture. */
  summary: string;
  x: Axis;
  y: Axis;
  series: readonly Series[];
  /** Stretches of x with what a pointer resting on them is told. */
  hints?: readonly { from: number; to: number; text: string }[];
}

/** Lines are drawn in a square of this size, which stretches to whatever room there is. */
const plotSize = 1000;

/** From zero to a round number from `most` on. */
export function linearAxis(
  label: string,
  most: number,
  parts: number,
  inWords: (value: number) => string,
): Axis {
  const scale = scaleLinear([0, Math.max(most, 1e-3)], [0, plotSize]).nice(parts);
  return { label, scale, ticks: scale.ticks(parts).map((value) => ({ value, text: inWords(value) })) };
}

/** 1, 2 and 5 times every power of ten that a plot can need. */
const roundNumbers = Array.from({ length: 16 }, (_, power) =>
  [1, 2, 5].map((step) => Number(`${step}e${power - 5}`)),
).flat();

/** From one round number to another around `values`, of which only those above zero can be shown. */
export function logAxis(label: string, values: readonly number[], inWords: (value: number) => string): Axis {
  const shown = values.filter((value) => value > 0);
  const least = shown.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = shown.reduce((high, value) => Math.max(high, value), 0);
  const low = roundNumbers.findLast((value) => value <= least) ?? 1e-5;
  const high = roundNumbers.find((value) => value >= most * 0.999 && value > low * 4) ?? 1e11;
  const written = roundNumbers.filter((value) => value >= low && value <= high);
  const isDecade = (value: number) => Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6);
  return {
    label,
    scale: scaleLog([low, high], [0, plotSize]).clamp(true),
    ticks: (written.length > 9 ? written.filter(isDecade) : written).map((value) => ({
      value,
      text: inWords(value),
    })),
  };
}

/**
 * A plot as SVG that stretches to whatever room there is: lines keep their width and words their size, on a phone and on
 * paper. Every position is an attribute, as the page's policy obeys no style but its own.
 */
export function plotMarkup({ summary, x, y, series, hints = [] }: Plot): Markup {
  const path = line<readonly [number, number | null]>()
    .digits(1)
    .defined(([, value]) => value !== null)
    .x(([at]) => x.scale(at))
    .y(([, value]) => plotSize - y.scale(value ?? 0));
  const across = (value: number) => percent(x.scale(value));
  const down = (value: number) => percent(plotSize - y.scale(value));
  const drawn = ({ className, points, sign }: Series) =>
    sign === undefined
      ? html`<path class="${className}" d="${path(points) ?? ''}"/>`
      : points.map(([at, value]) =>
          value === null
            ? null
            : html`<text class="sign ${className}" x="${across(at)}" y="${down(value)}" dy=".35em">${sign}</text>`,
        );
  const lines = series.filter(({ sign }) => sign === undefined);
  const marks = series.filter(({ sign }) => sign !== undefined);
  return html`<figure class="plot">
<figcaption><ul class="legend">${series.map(
    ({ className, name, sign }) =>
      html`<li>${
        sign === undefined
          ? html`<svg class="swatch" viewBox="0 0 36 10" aria-hidden="true"><path class="${className}" d="M1 5H35"/></svg>`
          : html`<b class="${className}" aria-hidden="true">${sign}</b>`
      }${name}</li>`,
  )}</ul></figcaption>
<p class="y-label">${y.label}</p>
<svg class="canvas" role="img" aria-label="${summary}">
${y.ticks.map(({ value, text }) => html`<line class="grid" x1="0" x2="100%" y1="${down(value)}" y2="${down(value)}"/><text class="y-tick" x="-8" y="${down(value)}" dy=".35em">${text}</text>`)}
${x.ticks.map(({ value, text }) => html`<text class="x-tick" x="${across(value)}" y="100%" dy="1.5em">${text}</text>`)}
<svg class="lines" viewBox="0 0 ${plotSize} ${plotSize}" preserveAspectRatio="none">${lines.map(drawn)}</svg>${marks.map(drawn)}
${hints.map(
  ({ from, to, text }) =>
    html`<rect class="hint" x="${across(from)}" y="0" width="${percent(x.scale(to) - x.scale(from))}" height="100%"><title>${text}</title></rect>`,
)}</svg>
<p class="x-label">${x.label}</p>
</figure>`;
}

/** To a hundredth of a percent of the plot's size, which no eye can tell. */
function percent(position: number): string {
  return `${Math.round(position * 10) / 100}%`;
}
