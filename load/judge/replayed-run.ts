import { createLimiter, type LimiterOptions } from '../../reference/limiter.ts';
import type { AnswerKind } from '../record/answer-kind.ts';
import { type RecordedAnswer, RunRecord } from '../record/run-record.ts';
import { readProfile } from '../schedule/profile.ts';
import { createSchedule, type Stage } from '../schedule/schedule.ts';
import { ReplayedConnections } from './replayed-connections.ts';
import { RunTally } from './run-tally.ts';

/**
 * A run that never took place: calls leave on schedule, each a random time late and under way, and a target in this process
 * decides them. So what is judged from records can be tried on thousands of runs, whatever else the machine is doing.
 */
export function replayedRun(
  stages: Stage[],
  limiter: LimiterOptions,
  world: ReplayedLimiterWorld,
): RunRecord {
  const record = new RunRecord(createSchedule(stages));
  replayInto(record, limitedBy(limiter, world), world);
  return record;
}

/** The harness and the way to the target. Times in ms; `random` gives numbers in [0, 1). */
export interface ReplayedWorld {
  random: () => number;
  /** How late call n is sent. */
  lagMs?: (n: number) => number;
  /** How long call n is under way, asked once for each direction. */
  transitMs?: (n: number) => number;
  /** How much longer the target stands still at that moment, before it decides calls; default: not at all. */
  heldMs?: (atMs: number) => number;
  /** How much longer the harness is kept from sending and reading at that moment; default: not at all. */
  asleepMs?: (atMs: number) => number;
  /** Connections that are open from the start; default 20. */
  connections?: number;
  /** A call without an answer by then is given up; default 4000. */
  callTimeoutMs?: number;
  /** When the run starts on the target's clock; default: a moment that all windows divide. */
  startMs?: number;
}

/** The world of a target that is nothing but a limiter. */
export interface ReplayedLimiterWorld extends ReplayedWorld {
  /** Whether the target refuses call n whatever its limiter says. */
  alsoRefused?: (n: number) => boolean;
  /** How long the target takes once it has decided. */
  serviceMs?: (n: number, admitted: boolean) => number;
}

/** A call as the target gets it. */
export interface ReplayedArrival {
  n: number;
  /** On the target's clock. */
  atMs: number;
  connectionId: number;
}

/** How the target answers: the kind that the harness would find, and the service time. */
export interface ReplayedAnswer {
  /** `timeout`: no answer comes. */
  kind: AnswerKind;
  serviceMs: number;
  /** What a record keeps of the answer. */
  recorded?: RecordedAnswer;
}

export type ReplayedTarget = (arrival: ReplayedArrival) => ReplayedAnswer;

const none = () => 0;
const defaultStartMs = 1e6;
const defaultTimeoutMs = 4000;

/** Decides calls by a limiter alone. */
export function limitedBy(options: LimiterOptions, world: ReplayedLimiterWorld): ReplayedTarget {
  const { alsoRefused = () => false, serviceMs = none } = world;
  const limiter = createLimiter(options);
  return ({ n, atMs, connectionId }) => {
    const admitted = !alsoRefused(n) && limiter.admit(atMs, connectionId);
    return { kind: admitted ? 'ok' : 'rateLimited', serviceMs: serviceMs(n, admitted) };
  };
}

/** @param afterEach called as each call ends, in the order in which calls arrived */
export function replayInto(
  record: RunRecord,
  target: ReplayedTarget,
  world: ReplayedWorld,
  afterEach: (ended: number) => void = () => {},
): void {
  const { random, heldMs = none, asleepMs = none, connections: initial = 20 } = world;
  const { startMs = defaultStartMs, callTimeoutMs = defaultTimeoutMs } = world;
  const lagMs = world.lagMs ?? (() => random() ** 4 * 2);
  const transitMs = world.transitMs ?? (() => 0.2 + random() ** 4 * 2);
  const calls = Array.from({ length: record.schedule.calls }, (_, n) => {
    const readyMs = record.schedule.dueMs(n) + lagMs(n);
    const sentMs = readyMs + asleepMs(readyMs);
    const atMs = sentMs + transitMs(n);
    return { n, sentMs, arrivesMs: atMs + heldMs(atMs), connectionId: 0 };
  });
  const toSend = [...calls].sort((a, b) => a.sentMs - b.sentMs).values();
  const connections = new ReplayedConnections(initial);
  let next = toSend.next();
  let due = 0;
  for (const [ended, call] of calls.sort((a, b) => a.arrivesMs - b.arrivesMs).entries()) {
    for (; !next.done && next.value.sentMs <= call.arrivesMs; next = toSend.next())
      next.value.connectionId = connections.take(next.value.sentMs);
    const { n, sentMs, arrivesMs, connectionId } = call;
    due = Math.max(due, n + 1);
    record.setDue(due);
    record.send(n, sentMs);
    const { kind, serviceMs, recorded } = target({ n, atMs: startMs + arrivesMs, connectionId });
    const backMs = arrivesMs + serviceMs + transitMs(n);
    const answeredMs = backMs + asleepMs(backMs);
    const timedOut = kind === 'timeout' || answeredMs > sentMs + callTimeoutMs;
    const endedMs = timedOut ? sentMs + callTimeoutMs : answeredMs;
    if (!timedOut && recorded !== undefined) record.noteAnswer(n, recorded);
    record.end(n, timedOut ? 'timeout' : kind, endedMs);
    connections.keepBusy(connectionId, endedMs, timedOut || kind === 'reset');
    afterEach(ended + 1);
  }
}

/** The record's finished tally. @param onTake as of RunTally */
export function tallyOf(
  record: RunRecord,
  profile = readProfile('ceiling'),
  onTake?: (n: number) => void,
): RunTally {
  const tally = new RunTally(profile, record, onTake);
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
