import {
  type CheckFinding,
  type Conclusion,
  type FindingShape,
  firstConclusion,
  type Ground,
  notExercised,
} from './check-result.ts';
import type { LoadFacts } from './load-facts.ts';
import { type StageTally, settlingMs } from './run-tally.ts';
import { countAdmission, secondsOf, stagesOf, sum } from './stage-counts.ts';

/** Calls whose decision may fall on the other side of a second's edge, besides those that jitter moves. */
const edgeCalls = 3;
/** Where the calls that may belong to another second are more than this share of the ceiling, nothing is concluded. */
const maxEdgeShare = 0.1;
/** With fewer admitted than this share of the ceiling, a target's ceiling may be lower. */
const minAdmittedShare = 0.98;
/**
 * At a rate a tenth or more above the ceiling, a bucket of two tokens admits at least this share of the ceiling, however
 * unevenly calls come.
 */
const minShareOfSmallBucket = 0.75;
/** With jitter up to this, a single second above the ceiling is the target's own. */
const maxCalmJitterMs = 20;

/** What the longest stage of even excess shows. */
interface Excess {
  facts: LoadFacts;
  stage: StageTally;
  ratePerSecond: number;
  seconds: number;
  ceiling: number;
  /** L3's upper limit: the ceiling and the profile's tolerance, in calls per second. */
  maxPerSecond: number;
  /** How many calls may belong to another second than they are counted in. */
  movedCalls: number;
  /** Time that a bucket of one second's calls takes to drain at this rate: nothing is counted before. */
  drainMs: number;
  /** How many were admitted in the whole second after that; undefined where the stage is too short for one. */
  counted: CountedSeconds | undefined;
}

interface CountedSeconds {
  seconds: number;
  /** In the order of time. */
  admittedBySecond: number[];
  mean: number;
  /** The mean, if all calls whose decision is unknown had been admitted. */
  maxMean: number;
  /** `movedCalls` shared among the seconds. */
  movedPerSecond: number;
  words: string;
}

/** Each ground on which L3 is no pass, in order. */
const grounds: readonly Ground<Excess>[] = [
  everythingWasAdmitted,
  whenCounted(ceilingIsHigher),
  refusedBelowCeiling,
  tooShortToCount,
  whenCounted(tooManyCallsMoved),
  whenCounted(ceilingIsLower),
  whenCounted(jitterMayExplain),
  whenCounted(oneSecondIsAbove),
];

/** L3: the mean over whole seconds must not be above the ceiling; below it, each refusal is judged by itself. */
export function judgeCeiling(facts: LoadFacts): CheckFinding {
  const { ceilingPerSecond, tolerances } = facts.profile;
  const maxPerSecond = ceilingPerSecond * (1 + tolerances.admittedAboveCeiling);
  const shape: FindingShape = {
    observed: null,
    expected: `${ceilingPerSecond}..${Math.round(maxPerSecond)}`,
    unit: 'calls admitted a second',
  };
  const excess = measuredExcess(facts, maxPerSecond);
  if (excess === undefined) return notExercised(shape, 'no even stage clearly above the ceiling');
  const { counted } = excess;
  const observed = counted === undefined ? null : Math.round(counted.mean * 10) / 10;
  const conclusion = firstConclusion(grounds, excess);
  return { ...shape, observed, ...(conclusion ?? { verdict: 'pass', reason: counted?.words ?? '' }) };
}

function measuredExcess(facts: LoadFacts, maxPerSecond: number): Excess | undefined {
  const even = stagesOf(facts, 'excess').filter(
    ({ planned: { stage } }) => stage.kind === 'constant' && stage.ratePerSecond > maxPerSecond,
  );
  const [longest] = even.sort((a, b) => secondsOf(b) - secondsOf(a));
  if (longest?.planned.stage.kind !== 'constant') return undefined;
  const { ratePerSecond } = longest.planned.stage;
  const ceiling = facts.profile.ceilingPerSecond;
  const movedCalls = edgeCalls + (ratePerSecond * facts.jitterMs.p99) / 1000;
  // L3's two seconds are the time in which a bucket of one second's calls drains at 300/s. Other rates take longer.
  const drainMs = Math.max(settlingMs, (1000 * ceiling) / (ratePerSecond - ceiling));
  return {
    facts,
    stage: longest,
    ratePerSecond,
    seconds: secondsOf(longest),
    ceiling,
    maxPerSecond,
    movedCalls,
    drainMs,
    counted: countedSeconds(longest, ratePerSecond, drainMs, movedCalls),
  };
}

function countedSeconds(
  stage: StageTally,
  ratePerSecond: number,
  drainMs: number,
  movedCalls: number,
): CountedSeconds | undefined {
  const ofStage = secondsOf(stage);
  const seconds = Math.max(0, Math.floor((ofStage * 1000 - drainMs + 1e-6) / 1000));
  if (seconds < 1) return undefined;
  const counted = stage.seconds.slice(0, seconds).reverse();
  const admittedBySecond = counted.map(({ admitted }) => admitted);
  const unknown = ratePerSecond * seconds - sum(counted.map(({ admitted, refused }) => admitted + refused));
  const mean = sum(admittedBySecond) / seconds;
  const fromSeconds = Math.round((ofStage - seconds) * 1000) / 1000;
  return {
    seconds,
    admittedBySecond,
    mean,
    maxMean: mean + unknown / seconds,
    movedPerSecond: movedCalls / seconds,
    words: `${mean.toFixed(1)} a second over ${seconds} s after the first ${fromSeconds} s, by the second ${admittedBySecond.join(', ')}`,
  };
}

function whenCounted(
  ground: (excess: Excess, counted: CountedSeconds) => Conclusion | undefined,
): Ground<Excess> {
  return (excess) => (excess.counted === undefined ? undefined : ground(excess, excess.counted));
}

function everythingWasAdmitted({
  facts,
  stage,
  ratePerSecond,
  seconds,
  ceiling,
}: Excess): Conclusion | undefined {
  const admitted = countAdmission([stage], 'admitted');
  const anyOther = countAdmission([stage], 'refused') + countAdmission([stage], 'unknown') > 0;
  // A bucket that starts full, or windows that begin at the right moment, can admit one second's calls more.
  if (anyOther || admitted <= ceiling * (seconds + 1) + edgeCalls) return undefined;
  return {
    verdict: facts.profile.enforcement === 'optional' ? 'note' : 'fail',
    observed: Math.round(admitted / seconds),
    reason: `no ceiling: all ${admitted} calls of ${seconds.toFixed(1)} s at ${ratePerSecond}/s were admitted`,
  };
}

function ceilingIsHigher(
  { facts, maxPerSecond }: Excess,
  { mean, movedPerSecond, words }: CountedSeconds,
): Conclusion | undefined {
  if (!(mean > maxPerSecond + movedPerSecond) || facts.timingFaults.length > 0) return undefined;
  return { verdict: 'fail', reason: `the ceiling is higher: ${words}` };
}

function refusedBelowCeiling({ stage, seconds, counted }: Excess): Conclusion | undefined {
  const { count, first } = stage.wrongfulOnceSettled;
  if (first === undefined) return undefined;
  return {
    verdict: 'fail',
    ...(counted === undefined && { observed: Math.round(countAdmission([stage], 'admitted') / seconds) }),
    reason: `${count} calls were refused below the ceiling, the first at ${(first.sentMs / 1000).toFixed(3)} s when at most ${first.admittedInSecond} had been admitted in the second before`,
  };
}

function tooShortToCount({ counted, seconds, ratePerSecond, drainMs }: Excess): Conclusion | undefined {
  if (counted !== undefined) return undefined;
  const neededSeconds = ((drainMs + 1000) / 1000).toFixed(1);
  return {
    verdict: 'not-exercised',
    reason: `the excess lasted ${seconds.toFixed(1)} s; at ${ratePerSecond}/s it takes ${neededSeconds} s to tell`,
  };
}

function tooManyCallsMoved(
  { ceiling, movedCalls }: Excess,
  { movedPerSecond, words }: CountedSeconds,
): Conclusion | undefined {
  if (!(movedPerSecond > ceiling * maxEdgeShare)) return undefined;
  return {
    verdict: 'inconclusive',
    reason: `answers came so unevenly that ${movedCalls.toFixed(0)} calls may belong to another second: ${words}`,
  };
}

/** A small bucket overflows between calls that come unevenly, so it admits fewer than drip into it: hence the low share. */
function ceilingIsLower(
  { facts, ceiling }: Excess,
  { maxMean, movedPerSecond, words }: CountedSeconds,
): Conclusion | undefined {
  const isLower = maxMean < ceiling * minShareOfSmallBucket - movedPerSecond;
  if (!isLower || facts.timingFaults.length > 0) return undefined;
  return { verdict: 'fail', reason: `the ceiling is lower: ${words}` };
}

/** Calls that jitter may have carried across an edge excuse a target, but they do not prove that it conforms. */
function jitterMayExplain(
  { ceiling, maxPerSecond }: Excess,
  { seconds, mean, maxMean, words }: CountedSeconds,
): Conclusion | undefined {
  const edgePerSecond = edgeCalls / seconds;
  if (!(mean > maxPerSecond + edgePerSecond || maxMean < ceiling * minAdmittedShare - edgePerSecond))
    return undefined;
  return {
    verdict: 'inconclusive',
    reason: `answers came too unevenly to tell a ceiling of ${ceiling}: ${words}`,
  };
}

function oneSecondIsAbove(
  { facts, maxPerSecond, movedCalls }: Excess,
  { admittedBySecond, words }: CountedSeconds,
): Conclusion | undefined {
  const above = admittedBySecond.find((count) => count > maxPerSecond + movedCalls);
  if (above === undefined) return undefined;
  const calm = facts.jitterMs.p99 <= maxCalmJitterMs && facts.timingFaults.length === 0;
  return {
    verdict: calm ? 'fail' : 'inconclusive',
    observed: above,
    reason: `one second let ${above} through: ${words}`,
  };
}
