import { doubledRanks, hodgesLehmannShift, medianOf, minPValue, rankSumPValue } from './rank-test.ts';

export type LatencyJudgement = 'slower' | 'faster' | 'no relevant change' | 'not comparable';

/** One percentile of the seconds of two runs, in milliseconds. */
export interface LatencyComparison {
  earlierMs: number;
  laterMs: number;
  shiftMs: number;
  judgement: LatencyJudgement;
  /** One sentence: the grounds of the judgement. */
  reason: string;
}

/** A change is relevant when it exceeds both. */
export const minShiftMs = 1;
export const minShiftShare = 0.1;
/** The highest share of comparisons of equal services that report a regression; shared by all tests of a comparison. */
export const falseAlarms = 0.01;

/** At most this many blocks per run: what drifts slowly then stays within a block. */
const maxBlocks = 20;

/**
 * Judges whether a percentile of one run is relevantly higher or lower than that of another. Neighbouring seconds of a run
 * are not independent (a stall spans several), so blocks of seconds are compared, each by the median of its seconds'
 * percentiles. The stronger the autocorrelation of the difference, the fewer and longer the blocks. The later run is slower
 * when its blocks, lowered by the relevant shift, still rank above the earlier ones.
 * @param earlierMs the percentile of each second, as `laterMs`
 * @param tests how many such tests the comparison makes; they share the false alarms
 */
export function compareLatency(
  earlierMs: readonly number[],
  laterMs: readonly number[],
  tests: number,
): LatencyComparison {
  // What both runs do in the same second (warming up, a harder stage) is not noise; the difference cancels it.
  const difference = laterMs
    .slice(0, earlierMs.length)
    .map((ms, second) => ms - (earlierMs[second] as number));
  const correlation = Math.max(0, autocorrelation(difference));
  const [earlier, later] = [earlierMs, laterMs].map((values) =>
    // The effective sample size of a series with this autocorrelation.
    blocksOf(
      values,
      Math.min(maxBlocks, Math.floor((values.length * (1 - correlation)) / (1 + correlation))),
    ),
  ) as [number[], number[]];
  const medians = {
    earlierMs: medianOf(earlier),
    laterMs: medianOf(later),
    shiftMs: hodgesLehmannShift(earlier, later),
  };
  const level = falseAlarms / tests;
  if (!(minPValue(earlier.length, later.length) < level)) {
    return {
      ...medians,
      judgement: 'not comparable',
      reason: `${earlierMs.length} and ${laterMs.length} seconds, which count as ${earlier.length} and ${later.length}, are too few to tell a change from noise`,
    };
  }
  const margin = (fromMs: number) => Math.max(minShiftMs, minShiftShare * fromMs);
  const above = (low: number[], high: number[]) => {
    const shifted = high.map((ms) => ms - margin(medianOf(low)));
    return rankSumPValue(low, shifted);
  };
  const pSlower = above(earlier, later);
  const pFaster = above(later, earlier);
  const judgement = pSlower < level ? 'slower' : pFaster < level ? 'faster' : 'no relevant change';
  const p = Math.min(pSlower, pFaster);
  const reason =
    judgement === 'no relevant change'
      ? `a shift of more than ${minShiftMs} ms and ${minShiftShare * 100} % is not beyond the noise (p ${formatP(p)}, at least ${formatP(level)})`
      : `the shift is more than ${minShiftMs} ms and ${minShiftShare * 100} %, beyond the noise of ${earlier.length} and ${later.length} stretches (p ${formatP(p)}, below ${formatP(level)})`;
  return { ...medians, judgement, reason };
}

function blocksOf(values: readonly number[], blocks: number): number[] {
  const start = (block: number) => Math.floor((block * values.length) / blocks);
  return Array.from({ length: blocks }, (_, block) => medianOf(values.slice(start(block), start(block + 1))));
}

/** Lag-1 autocorrelation of the ranks: by ranks, so that a single stall does not decide it. 0 of constant values. */
function autocorrelation(values: readonly number[]): number {
  const ranks = doubledRanks(values);
  const centred = values.map((value) => (ranks.get(value) as number) - (values.length + 1));
  let products = 0;
  let squares = 0;
  for (const [index, rank] of centred.entries()) {
    squares += rank ** 2;
    if (index > 0) products += rank * (centred[index - 1] as number);
  }
  return squares === 0 ? 0 : products / squares;
}

function formatP(p: number): string {
  return p.toPrecision(1);
}
