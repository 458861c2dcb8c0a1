import type { Target } from '../../client/settings/settings.ts';
import { runLoad } from '../../load/run-load.ts';
import { readProfile, withOverrides } from '../../load/schedule/profile.ts';
import { type AddRow, arrivalsOf, median, runAutocannon, runPeers } from './bench-target.ts';

const load = { ratePerSecond: 200, connections: 20, durationSeconds: 5 };
const runs = 3;
const what = 'arrivals at an even 200/s, by the target’s log';

/** How evenly calls arrive at 200 a second. */
export async function benchArrivals(target: Target, add: AddRow): Promise<void> {
  const profile = {
    ...withOverrides(readProfile('ceiling'), { durationSeconds: load.durationSeconds }),
    quietSeconds: 0.5,
  };
  add(what, 'the machine by itself', stallsOfMachine());
  add(what, 'this engine', await evenness(target, () => runLoad(target, profile), 1));
  add(what, "autocannon's overallRate", await evenness(target, () => runAutocannon(target, load)));
  await runPeers(
    target,
    load,
    (_, run) => evenness(target, run),
    (who, value) => add(what, who, value),
  );
}

/**
 * Spread of the arrivals, as medians of some runs: the median deviation, and the standard deviation, which includes every
 * stall.
 * @param skip calls before the load
 */
async function evenness(target: Target, run: () => Promise<unknown>, skip = 0): Promise<string> {
  const seen: Record<'per100Ms' | 'perSecond' | 'middleMs' | 'deviationMs', number>[] = [];
  for (let turn = 0; turn < runs; turn += 1) {
    const before = (await arrivalsOf(target)).length;
    await run();
    const arrived = (await arrivalsOf(target)).slice(before + skip);
    const gaps = arrived.slice(1).map((ms, index) => ms - (arrived[index] as number));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    seen.push({
      per100Ms: maxWithin(arrived, 100),
      perSecond: maxWithin(arrived, 1000),
      middleMs: median(gaps.map((gap) => Math.abs(gap - 1000 / load.ratePerSecond))),
      deviationMs: Math.sqrt(variance),
    });
  }
  const middle = (pick: (one: (typeof seen)[number]) => number) => median(seen.map(pick));
  return `at most ${middle((one) => one.per100Ms)} in 100 ms, ${middle((one) => one.perSecond)} in a second; spacing deviates by ${middle((one) => one.middleMs).toFixed(2)} ms (median), ${middle((one) => one.deviationMs).toFixed(2)} ms (standard deviation) (medians of ${runs} runs)`;
}

/** How long the machine stalls a loop that does nothing else: no tool can be more even than its machine. */
function stallsOfMachine(): string {
  const stallsMs: number[] = [];
  let beforeMs = performance.now();
  const endMs = beforeMs + load.durationSeconds * 1000;
  while (beforeMs < endMs) {
    const nowMs = performance.now();
    if (nowMs - beforeMs > 1) stallsMs.push(nowMs - beforeMs);
    beforeMs = nowMs;
  }
  return `${stallsMs.length} stalls of more than 1 ms in ${load.durationSeconds} s, the longest ${Math.max(0, ...stallsMs).toFixed(1)} ms`;
}

/** The largest number of sorted times within any window of that length. */
function maxWithin(sortedMs: number[], windowMs: number): number {
  let max = 0;
  let first = 0;
  for (const [last, ms] of sortedMs.entries()) {
    while (ms - (sortedMs[first] as number) >= windowMs) first += 1;
    max = Math.max(max, last - first + 1);
  }
  return max;
}
