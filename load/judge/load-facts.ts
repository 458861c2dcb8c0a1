import type { LatencyHistogram } from '../latency.ts';
import type { Profile } from '../schedule/profile.ts';
import type { JudgedAnswers } from './judged-answers.ts';
import { minToTellKind } from './rightful-refusals.ts';
import type { RunTally } from './run-tally.ts';

/** How late the calls of one stage were sent; times in ms, null where too few calls show it. */
export interface StageTiming {
  stage: string;
  calls: number;
  unsent: number;
  lagMs: { p50: number | null; p99: number | null; max: number | null };
}

/** What the checks judge: a finished run, and how well the harness kept its schedule. */
export interface LoadFacts {
  profile: Profile;
  tally: RunTally;
  judge: JudgedAnswers;
  timings: StageTiming[];
  /** Where the harness was later than the profile tolerates; empty when it kept its schedule. */
  timingFaults: string[];
  /**
   * How much later than the fastest call the calls at the 90th and 99th percentile were answered: the jitter on the way to
   * the limiter's decision. Admitted and refused calls share that way, so it is taken from the kind that varies less: what
   * only the other kind shows is its own service time.
   */
  jitterMs: { p90: number; p99: number };
  aborted: boolean;
}

/** @param tally the finished tally of all calls of the run */
export function gatherFacts(
  profile: Profile,
  tally: RunTally,
  judge: LoadFacts['judge'],
  aborted: boolean,
): LoadFacts {
  const timings: StageTiming[] = [];
  const timingFaults: string[] = [];
  const { sendLagP99Ms, sendLagMaxMs } = profile.tolerances;
  for (const { planned, due, counts, lag } of tally.stages) {
    const lagMs = { p50: lag.percentileMs('p50'), p99: lag.percentileMs('p99'), max: lag.maxMs };
    timings.push({ stage: planned.name, calls: due, unsent: counts.unsent, lagMs });
    const late = (name: string, ms: number, tolerated: number) =>
      timingFaults.push(
        `stage '${planned.name}' was sent late: ${name} ${ms.toFixed(1)} ms, tolerated ${tolerated} ms`,
      );
    if ((lagMs.p99 ?? 0) > sendLagP99Ms) late('p99', lagMs.p99 as number, sendLagP99Ms);
    else if ((lagMs.max ?? 0) > sendLagMaxMs) late('at most', lagMs.max as number, sendLagMaxMs);
    if (counts.unsent > 0)
      timingFaults.push(`stage '${planned.name}': ${counts.unsent} calls found no connection`);
  }
  return {
    profile,
    tally,
    judge,
    timings,
    timingFaults,
    jitterMs: { p90: jitterMs(tally, 'p90'), p99: jitterMs(tally, 'p99') },
    aborted,
  };
}

function jitterMs({ service, serviceOf }: RunTally, name: 'p90' | 'p99'): number {
  const kinds = Object.values(serviceOf).filter(({ count }) => count >= minToTellKind);
  const beyond = (histogram: LatencyHistogram) =>
    Math.max(0, (histogram.percentileMs(name) ?? histogram.maxMs ?? 0) - (histogram.minMs ?? 0));
  return kinds.length === 0 ? beyond(service) : Math.min(...kinds.map(beyond));
}
