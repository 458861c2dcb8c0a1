import { createLimiter, type LimiterOptions } from '../../reference/limiter.ts';
import { RunRecord } from '../record/run-record.ts';
import { readProfile } from '../schedule/profile.ts';
import { createSchedule, type Stage } from '../schedule/schedule.ts';
import { RunTally } from './run-tally.ts';

/**
 * The record of a run that never took place: calls sent on schedule, each a random while late and under way, decided by a
 * limiter. What is judged from records can so be tried on thousands of runs, whatever the machine is doing.
 */
export function replayedRun(stages: Stage[], limiter: LimiterOptions, world: ReplayedWorld): RunRecord {
  const record = new RunRecord(createSchedule(stages));
  replayInto(record, limiter, world);
  return record;
}

export interface ReplayedWorld {
  random: () => number;
  lagMs?: (n: number) => number;
  transitMs?: (n: number) => number;
  /** How much longer a target stands still at that moment, before it decides calls; default: not at all. */
  heldMs?: (atMs: number) => number;
  /** Whether the target refuses that call whatever its limiter says. */
  alsoRefused?: (n: number) => boolean;
  /** How long the target takes once it has decided. */
  serviceMs?: (n: number, admitted: boolean) => number;
  /** How much longer the harness is kept from sending and reading at that moment. */
  asleepMs?: (atMs: number) => number;
}

const none = () => 0;

/** @param afterEach called as each call ends, in the order of their ends */
export function replayInto(
  record: RunRecord,
  limiter: LimiterOptions,
  world: ReplayedWorld,
  afterEach: (ended: number) => void = () => {},
): void {
  const { random, heldMs = none, alsoRefused = () => false, serviceMs = none, asleepMs = none } = world;
  const lagMs = world.lagMs ?? (() => random() ** 4 * 2);
  const transitMs = world.transitMs ?? (() => 0.2 + random() ** 4 * 2);
  const calls = Array.from({ length: record.schedule.calls }, (_, n) => {
    const readyMs = record.schedule.dueMs(n) + lagMs(n);
    const sentMs = readyMs + asleepMs(readyMs);
    const atMs = sentMs + transitMs(n);
    return { n, sentMs, arrivesMs: atMs + heldMs(atMs) };
  }).sort((a, b) => a.arrivesMs - b.arrivesMs);
  const { admit } = createLimiter(limiter);
  let due = 0;
  for (const [ended, { n, sentMs, arrivesMs }] of calls.entries()) {
    due = Math.max(due, n + 1);
    record.setDue(due);
    record.send(n, sentMs);
    const admitted = !alsoRefused(n) && admit(arrivesMs + 1e6, n % 20);
    const backMs = arrivesMs + serviceMs(n, admitted) + transitMs(n);
    record.end(n, admitted ? 'ok' : 'rateLimited', backMs + asleepMs(backMs));
    afterEach(ended + 1);
  }
}

/** The record's finished tally. */
export function tallyOf(record: RunRecord, profile = readProfile('ceiling')): RunTally {
  const tally = new RunTally(profile, record);
  tally.finish();
  return tally;
}

/** A generator of numbers in [0, 1) that gives the same ones for the same seed (mulberry32's mixing). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
