import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { html, type Markup } from './markup.ts';

type Scale = ScaleContinuousNumeric<number, number>;

/** A direction of a plot: the positions of values, and the values that are written beside it. */
export interface Axis {
  label: string;
  scale: Scale;
  ticks: readonly { value: number; text: string }[];
}

/** One line or one set of marks of a plot. The style of the page gives each class its look. */
export interface Series {
  className: string;
  name: string;
  /** In the units of the axes; a line breaks where y is null. */
  points: readonly (readonly [x: number, y: number | null])[];
  /** A sign at each point instead of a line through them. */
  sign?: string;
}

export interface Plot {
  /** What a screen reader reads for the picture. */
  summary: string;
  x: Axis;
  y: Axis;
  series: readonly Series[];
  /** Ranges of x, and the text that shows while a pointer rests on one. */
  hints?: readonly { from: number; to: number; text: string }[];
}

/** Lines are drawn in a square of this size, which is stretched to the room there is. */
const plotSize = 1000;

/** From zero to a round number not below `max`. */
export function linearAxis(
  label: string,
  max: number,
  tickCount: number,
  format: (value: number) => string,
): Axis {
  const scale = scaleLinear([0, Math.max(max, 1e-3)], [0, plotSize]).nice(tickCount);
  return { label, scale, ticks: scale.ticks(tickCount).map((value) => ({ value, text: format(value) })) };
}

/** 1, 2 and 5 times each power of ten that a plot may need. */
const roundNumbers = Array.from({ length: 16 }, (_, power) =>
  [1, 2, 5].map((step) => Number(`${step}e${power - 5}`)),
).flat();

/** Between round numbers around `values`; only those above zero can be shown. */
export function logAxis(label: string, values: readonly number[], format: (value: number) => string): Axis {
  const shown = values.filter((value) => value > 0);
  const min = shown.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const max = shown.reduce((high, value) => Math.max(high, value), 0);
  const low = roundNumbers.findLast((value) => value <= min) ?? 1e-5;
  const high = roundNumbers.find((value) => value >= max * 0.999 && value > low * 4) ?? 1e11;
  const written = roundNumbers.filter((value) => value >= low && value <= high);
  const isDecade = (value: number) => Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6);
  return {
    label,
    scale: scaleLog([low, high], [0, plotSize]).clamp(true),
    ticks: (written.length > 9 ? written.filter(isDecade) : written).map((value) => ({
      value,
      text: format(value),
    })),
  };
}

/**
 * A plot as SVG that stretches to the room there is: lines keep their width and words their size, on a phone and on paper.
 * Positions are attributes, as the policy of the page allows no style but its own.
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

/** To a hundredth of a percent of the plot, which is finer than the eye sees. */
function percent(position: number): string {
  return `${Math.round(position * 10) / 100}%`;
}
