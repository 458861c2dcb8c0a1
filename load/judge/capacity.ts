import type { CapacitySearch } from '../schedule/profile.ts';
import type { LoadFacts } from './load-facts.ts';

/** One rate of a search. */
export interface CapacityStep {
  ratePerSecond: number;
  sustained: boolean;
  /** Why the rate was not sustained; empty when it was. */
  limitedBy: string;
  p99Ms: number | null;
}

/** The result of a search; rates in calls per second. */
export interface CapacityResult {
  steps: CapacityStep[];
  /** The highest rate sustained; null when none was. */
  best: { ratePerSecond: number; facts: LoadFacts } | null;
  last: LoadFacts;
  limitedBy: string;
}

/**
 * Searches for the highest sustained rate: upward by the profile's factor until a rate fails, then by halving the gap. A
 * rate that fails is tried once more, because a busy machine can spoil one try.
 * @param run runs a load at an even rate for one step of the search
 */
export async function searchCapacity(
  search: CapacitySearch,
  run: (ratePerSecond: number) => Promise<LoadFacts>,
): Promise<CapacityResult> {
  const steps: CapacityStep[] = [];
  let best: CapacityResult['best'] = null;
  let failing = Number.POSITIVE_INFINITY;
  let limitedBy = `the profile's highest rate, ${search.maxRatePerSecond}/s`;
  let rate = Math.min(search.startRatePerSecond, search.maxRatePerSecond);
  for (;;) {
    let facts = await run(rate);
    let obstacle = obstacleOf(facts);
    if (obstacle !== '' && !facts.aborted) {
      facts = await run(rate);
      obstacle = obstacleOf(facts);
    }
    const p99Ms = facts.tally.latency.percentileMs('p99');
    steps.push({ ratePerSecond: rate, sustained: obstacle === '', limitedBy: obstacle, p99Ms });
    if (obstacle === '') best = { ratePerSecond: rate, facts };
    else {
      failing = rate;
      limitedBy = obstacle;
    }
    const low = best?.ratePerSecond ?? 0;
    const found = failing <= Math.max(low, 1) * (1 + search.precision) || low >= search.maxRatePerSecond;
    if (facts.aborted || found || (best === null && rate <= 1))
      return { steps, best, last: facts, limitedBy };
    const next = Number.isFinite(failing) ? (low + failing) / 2 : low * search.growth;
    rate = Math.max(1, Math.min(Math.round(next), search.maxRatePerSecond));
  }
}

/** The longest time that a search can take, in seconds: up to the highest rate or down to 1, then halving, each rate twice. */
export function longestSearchSeconds(search: CapacitySearch): number {
  const { startRatePerSecond: start, maxRatePerSecond: max, growth, precision, stepSeconds } = search;
  const up = Math.max(0, Math.log(max / start) / Math.log(growth)) + 1;
  const down = Math.max(0, Math.log2(start)) + 1;
  const halves = Math.max(0, Math.log2((growth - 1) / precision)) + Math.log2(max);
  return Math.ceil(Math.max(up, down) + halves) * 2 * stepSeconds;
}

/** Why a rate was not sustained; empty when it was. */
function obstacleOf({ tally, timingFaults, profile, judge, aborted }: LoadFacts): string {
  const { latency } = tally;
  if (aborted) return 'the run was stopped';
  if (timingFaults[0] !== undefined) return `the harness: ${timingFaults[0]}`;
  const refused = tally.count('rateLimited') + tally.count('brokenRefusal') + tally.count('httpRefusal');
  if (refused > 0) return `${refused} refusals: the target has a limiter`;
  if (judge.broken > 0) return `${judge.broken} responses that break the contract`;
  const failed = tally.due - tally.count('ok');
  if (failed > 0) return `${failed} calls without an OK`;
  for (const [name, limitMs] of Object.entries(profile.thresholdsMs)) {
    const ms = name === 'max' ? latency.maxMs : latency.percentileMs(name as 'p99');
    if (ms !== null && ms > limitMs) return `${name} of ${ms.toFixed(1)} ms, at most ${limitMs} ms allowed`;
  }
  return '';
}
