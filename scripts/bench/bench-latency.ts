import type { Target } from '../../client/settings/settings.ts';
import { runLoad } from '../../load/run-load.ts';
import { readProfile, withOverrides } from '../../load/schedule/profile.ts';
import { stallMs } from '../../reference/reference-fleet.ts';
import { type AddRow, arrivalsOf, runAutocannon, runPeers } from './bench-target.ts';

const load = { ratePerSecond: 200, connections: 100, durationSeconds: 10 };
const what = 'p99 at 200/s on a target that stalls 500 ms in every 5 s';

/** The p99 that each tool reports, beside the p99 that even calls had to wait by the target's log. */
export async function benchLatency(target: Target, add: AddRow): Promise<void> {
  const profile = {
    ...withOverrides(readProfile('ceiling'), { durationSeconds: load.durationSeconds }),
    quietSeconds: 0.5,
  };
  const before = (await arrivalsOf(target)).length;
  const report = await runLoad(target, profile);
  const truth = (await arrivalsOf(target))
    .slice(before + 1)
    .map(stallMs)
    .sort((a, b) => a - b);
  add(what, "the target's own log", inMs(truth[Math.ceil(truth.length * 0.99) - 1] ?? Number.NaN));
  add(what, 'this engine', inMs(report.latencyMs.p99 ?? Number.NaN));
  add(what, "autocannon's overallRate", inMs((await runAutocannon(target, load)).latency.p99));
  await runPeers(
    target,
    load,
    async (_, run) => inMs((await run()).p99Ms),
    (who, value) => add(what, who, value),
  );
}

function inMs(ms: number): string {
  return Number.isNaN(ms) ? 'not reported' : `${ms.toFixed(0)} ms`;
}
