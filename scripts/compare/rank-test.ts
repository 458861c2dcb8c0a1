/**
 * The exact one-sided p-value of Wilcoxon's rank sum test (Mann-Whitney): how likely the ranks of `later` are at least this
 * high when both samples come from one distribution. Ties share their mean rank.
 */
export function rankSumPValue(earlier: readonly number[], later: readonly number[]): number {
  const all = [...earlier, ...later];
  const doubled = doubledRanks(all);
  const ranks = all.map((value) => doubled.get(value) ?? 0);
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const observed = later.reduce((sum, value) => sum + (doubled.get(value) ?? 0), 0);
  // ways[n][s]: in how many ways n of the values seen so far have the rank sum s.
  const ways = Array.from({ length: later.length + 1 }, () => new Float64Array(total + 1));
  (ways[0] as Float64Array)[0] = 1;
  let highest = 0;
  for (const [seen, rank] of ranks.entries()) {
    highest += rank;
    for (let n = Math.min(later.length, seen + 1); n > 0; n -= 1) {
      const [into, from] = [ways[n] as Float64Array, ways[n - 1] as Float64Array];
      for (let sum = highest; sum >= rank; sum -= 1) into[sum] = (into[sum] ?? 0) + (from[sum - rank] ?? 0);
    }
  }
  const counts = ways[later.length] as Float64Array;
  const choices = counts.reduce((sum, count) => sum + count, 0);
  return counts.subarray(observed).reduce((sum, count) => sum + count, 0) / choices;
}

/** Twice the rank of each value, from 2 on: ties share their mean rank, and doubled it is a whole number. */
export function doubledRanks(values: readonly number[]): Map<number, number> {
  const sorted = [...values].sort((a, b) => a - b);
  const ranks = new Map<number, number>();
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (sorted[end + 1] === sorted[start]) end += 1;
    ranks.set(sorted[start] as number, start + end + 2);
    start = end + 1;
  }
  return ranks;
}

/** The smallest p-value that samples of these sizes can have, whatever their values. */
export function minPValue(earlier: number, later: number): number {
  let choices = 1;
  for (let n = 1; n <= later; n += 1) choices = (choices * (earlier + n)) / n;
  return 1 / choices;
}

/** The Hodges-Lehmann estimate of how much higher the later sample lies: the median of the differences of all pairs. */
export function hodgesLehmannShift(earlier: readonly number[], later: readonly number[]): number {
  return medianOf(later.flatMap((b) => earlier.map((a) => b - a)));
}

/** NaN of an empty sample. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
