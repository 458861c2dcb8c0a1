import type { LimiterOptions } from '../../reference/limiter.ts';
import { conformingLimiters, type LoadMutant, loadMutants } from '../../reference/mutants/load-mutants.ts';
import type { RecordSink } from '../record/record-parts.ts';
import type { FinishedRun } from '../report-of-run.ts';
import { type Profile, readProfile, withOverrides } from '../schedule/profile.ts';
import type { CheckResult } from './check-result.ts';
import { type ReplayedWorld, seededRandom } from './replayed-run.ts';
import { finishedReplay, replayService } from './replayed-target.ts';
import { judgeRun } from './verdict.ts';

/** One target of the grid, under one profile. */
export interface GridRun {
  title: string;
  /** The target's name in the reference fleet. */
  fleetName: string;
  profile: 'ceiling' | 'over';
  limiter?: LimiterOptions;
  /** Undefined where the target conforms. */
  mutant?: LoadMutant;
}

/** Every conforming limiter, at the ceiling and above. */
export const conformingRuns: readonly GridRun[] = (['ceiling', 'over'] as const).flatMap((profile) =>
  conformingLimiters.map((limiter, index) => ({
    title: `${JSON.stringify(limiter)}, ${profile}`,
    fleetName: String(index),
    profile,
    limiter,
  })),
);

/** Every load mutant, under the profile that shows it. */
export const mutantRuns: readonly GridRun[] = loadMutants.map((mutant) => ({
  title: `${mutant.name}, ${mutant.profile}`,
  fleetName: mutant.name,
  profile: mutant.profile,
  ...(mutant.limiter && { limiter: mutant.limiter }),
  mutant,
}));

const shortSeconds = { ceiling: 4, over: 5.5 };

/** The run's profile, as short as all its checks allow, with thresholds that tell the slow mutant from the others. */
export function shortProfile({ profile: name, fleetName }: GridRun): Profile {
  const profile = withOverrides(readProfile(name), { durationSeconds: shortSeconds[name] });
  return {
    ...profile,
    callTimeoutMs: 1500,
    connections: { ...profile.connections, max: 300 },
    // Real runs of the grid share a process, so engines get in each other's way; no check here needs the last millisecond.
    tolerances: { ...profile.tolerances, sendLagP99Ms: 30, sendLagMaxMs: 100 },
    thresholdsMs: fleetName === 'slow at the ceiling' ? { p50: 500 } : { p50: 500, p99: 1400 },
  };
}

/** Ways in which calls reach a target. */
const ways = {
  'on a quiet machine': () => ({}),
  'with jitter': (random) => ({
    lagMs: () => random() ** 4 * 4,
    transitMs: () => 0.3 + random() ** 4 * 4,
  }),
  'from far away': (random) => ({ transitMs: () => 40 + random() * 15 }),
} satisfies Record<string, (random: () => number) => Partial<ReplayedWorld>>;
export type Way = keyof typeof ways;

/**
 * Where a run begins in the target's second, in ms. All calls fall between the edges of every window: at the very edge of a
 * window shorter than a second, one call may be refused that L1 has no excuse for.
 */
const startsMs = [2.5, 337.5, 707.5];

/** Replays a run, with the seed's own chances and start, and judges it as a real one is judged. */
export function judgeReplayed(run: GridRun, way?: Way, seed?: number): ReturnType<typeof judgeRun> {
  return judgeRun(replayGridRun(run, way, seed).facts);
}

/**
 * Replays a run, with the seed's own chances and start.
 * @param sink receives the record of the run
 */
export function replayGridRun(
  run: GridRun,
  way: Way = 'on a quiet machine',
  seed = 0,
  sink?: RecordSink,
): FinishedRun {
  const random = seededRandom(seed);
  const startMs = 1e6 + (startsMs[seed % startsMs.length] as number);
  const { limiter, mutant } = run;
  const service = { ...(limiter && { limiter }), ...(mutant?.steps && { steps: mutant.steps() }) };
  const world = { random, startMs, ...ways[way](random) };
  return finishedReplay(replayService(service, shortProfile(run), world, sink), startMs);
}

/** The ids of the checks that ended so. */
export function checksThat(verdict: CheckResult['verdict'], checks: readonly CheckResult[]): string[] {
  return checks.filter((check) => check.verdict === verdict).map(({ id }) => id);
}
