import { doubledRanks, medianOf, minPValue, rankSumPValue, shiftOf } from './rank-test.ts';

export type LatencyJudgement = 'slower' | 'faster' | 'no relevant change' | 'not comparable';

/** One percentile of two runs, by the second. */
export interface LatencyComparison {
  earlierMs: number;
  laterMs: number;
  shiftMs: number;
  judgement: LatencyJudgement;
  /** One sentence: what the judgement rests on. */
  reason: string;
}

/** A change is relevant beyond both. */
export const minShiftMs = 1;
export const minShiftShare = 0.1;
/** How often a comparison of two runs of one and the same service tells a regression, at most; all its tests together. */
export const falseAlarms = 0.01;

/** A long run counts as no more than so many stretches: what drifts slowly is then within them. */
const maxBlocks = 20;

/**
 * Judges whether one run's percentile lies relevantly above or below another's. Calls of a run hang together, and so do
 * neighbouring seconds (a stall spans some): what is compared are stretches of seconds, each by the median of its seconds'
 * percentiles, and the more of the difference carries over to the next second, the fewer and longer the stretches. The later
 * run counts as slower where even less the relevant shift its stretches still rank above the earlier one's.
 * @param tests how many such tests the comparison makes in all; the false alarms are shared among them
 */
export function compareLatency(
  earlierMs: readonly number[],
  laterMs: readonly number[],
  tests: number,
): LatencyComparison {
  // What both runs do at the same second (warming up, a stage that is harder) is no noise, and cancels out.
  const common = laterMs.slice(0, earlierMs.length).map((ms, second) => ms - (earlierMs[second] as number));
  const alike = Math.max(0, likenessOfNeighbours(common));
  const [earlier, later] = [earlierMs, laterMs].map((values) =>
    // As many as there would be independent values to tell as much.
    blocksOf(values, Math.min(maxBlocks, Math.floor((values.length * (1 - alike)) / (1 + alike)))),
  ) as [number[], number[]];
  const middles = {
    earlierMs: medianOf(earlier),
    laterMs: medianOf(later),
    shiftMs: shiftOf(earlier, later),
  };
  const level = falseAlarms / tests;
  if (!(minPValue(earlier.length, later.length) < level)) {
    return {
      ...middles,
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
      ? `a shift of more than ${minShiftMs} ms and ${minShiftShare * 100} % is not beyond the noise (p ${inWords(p)}, at least ${inWords(level)})`
      : `the shift is more than ${minShiftMs} ms and ${minShiftShare * 100} %, beyond the noise of ${earlier.length} and ${later.length} stretches (p ${inWords(p)}, below ${inWords(level)})`;
  return { ...middles, judgement, reason };
}

function blocksOf(values: readonly number[], blocks: number): number[] {
  const start = (block: number) => Math.floor((block * values.length) / blocks);
  return Array.from({ length: blocks }, (_, block) => medianOf(values.slice(start(block), start(block + 1))));
}

/** The correlation of each value's rank with that of the one before; of ranks, so that one stall does not stand for all. */
function likenessOfNeighbours(values: readonly number[]): number {
  const ranks = doubledRanks(values);
  const centred = values.map((value) => (ranks.get(value) as number) - (values.length + 1));
  let together = 0;
  let alone = 0;
  for (const [index, rank] of centred.entries()) {
    alone += rank ** 2;
    if (index > 0) together += rank * (centred[index - 1] as number);
  }
  return alone === 0 ? 0 : together / alone;
}

function inWords(p: number): string {
  return p.toPrecision(1);
}
