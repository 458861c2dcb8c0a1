/**
 * The exact one-sided p-value of Wilcoxon's rank sum (Mann-Whitney): how likely ranks of `later` at least this high are when
 * both samples come from one distribution. Ties share their mean rank.
 */
export function rankSumPValue(earlier: readonly number[], later: readonly number[]): number {
  const all = [...earlier, ...later];
  const ranks = doubledRanks(all);
  const observed = later.reduce((sum, value) => sum + (ranks.get(value) ?? 0), 0);
  const total = all.reduce((sum, value) => sum + (ranks.get(value) ?? 0), 0);
  // ways[n][s]: in how many ways n of the values have the rank sum s.
  const ways = Array.from({ length: later.length + 1 }, () => new Float64Array(total + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (const value of all) {
    const rank = ranks.get(value) ?? 0;
    for (let n = later.length; n > 0; n -= 1) {
      const [into, from] = [ways[n] as Float64Array, ways[n - 1] as Float64Array];
      for (let sum = total; sum >= rank; sum -= 1) into[sum] = (into[sum] ?? 0) + (from[sum - rank] ?? 0);
    }
  }
  const counts = ways[later.length] as Float64Array;
  const inAll = counts.reduce((sum, count) => sum + count, 0);
  return counts.subarray(observed).reduce((sum, count) => sum + count, 0) / inAll;
}

/** Twice the rank of each value, from 2 on: whole numbers, as ties share their mean rank. */
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

/** The least p-value that samples of these sizes can have, whatever their values. */
export function minPValue(earlier: number, later: number): number {
  let choices = 1;
  for (let n = 1; n <= later; n += 1) choices = (choices * (earlier + n)) / n;
  return 1 / choices;
}

/** Hodges and Lehmann's estimate of how much higher the later sample lies: the median of all pairs' differences. */
export function shiftOf(earlier: readonly number[], later: readonly number[]): number {
  return medianOf(later.flatMap((b) => earlier.map((a) => b - a)));
}

/** NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
