import { peakRate } from '../schedule/schedule.ts';
import {
  type CheckFinding,
  type Conclusion,
  type FindingShape,
  firstConclusion,
  type Ground,
  notExercised,
} from './check-result.ts';
import type { LoadFacts } from './load-facts.ts';
import type { StageTally } from './run-tally.ts';
import { countAdmission, countPlanned, secondsOf, stagesBeforeExcess, sum } from './stage-counts.ts';

/** A shorter time at the ceiling does not contain two whole seconds of any clock. */
const minSecondsAtCeiling = 2;
/** With a smaller share of answers that show the limiter's decision, the run does not pass. */
const minAnsweredShare = 0.9;

interface EvenRate {
  facts: LoadFacts;
  stages: StageTally[];
  refused: number;
}

/** Each ground on which L1 is no pass, in order. */
const grounds: readonly Ground<EvenRate>[] = [wrongfulRefusal, moreThanExactLogRefuses, tooFewAnswers];

/** L1: evenly spaced calls at or under the ceiling are never refused, unless an exact limiter may refuse them. */
export function judgeEvenRate(facts: LoadFacts): CheckFinding {
  const shape: FindingShape = { observed: null, expected: 0, unit: 'refusals without excuse' };
  const stages = stagesBeforeExcess(facts);
  if (sum(stages.map(secondsOf)) < minSecondsAtCeiling) {
    return notExercised(
      shape,
      `no stage of ${minSecondsAtCeiling} s at or under the ceiling before any excess`,
    );
  }
  const rate: EvenRate = { facts, stages, refused: countAdmission(stages, 'refused') };
  return { ...shape, ...(firstConclusion(grounds, rate) ?? passed(rate)) };
}

function wrongfulRefusal({ stages, refused }: EvenRate): Conclusion | undefined {
  const first = stages.find(({ wrongful }) => wrongful.first)?.wrongful.first;
  if (first === undefined) return undefined;
  return {
    verdict: 'fail',
    observed: sum(stages.map(({ wrongful }) => wrongful.count)),
    reason: `the call sent at ${(first.sentMs / 1000).toFixed(3)} s was refused when at most ${first.admittedInSecond} had been admitted in the second before; ${refused} refusals in all`,
  };
}

function moreThanExactLogRefuses({ facts, stages, refused }: EvenRate): Conclusion | undefined {
  const share = median(stages.flatMap(refusedShares));
  if (!(share > maxShareOfExactLog(facts))) return undefined;
  const words = `${(share * 100).toFixed(1)} % of the calls of the middle second were refused, second after second`;
  return {
    verdict: 'inconclusive',
    observed: refused,
    reason: `${words}; a small bucket may do that where calls come so unevenly, and so may a target that refuses what it likes`,
  };
}

function tooFewAnswers({ stages, refused }: EvenRate): Conclusion | undefined {
  const answered = refused + countAdmission(stages, 'admitted');
  const planned = countPlanned(stages);
  if (answered >= planned * minAnsweredShare) return undefined;
  return {
    verdict: 'inconclusive',
    observed: 0,
    reason: `only ${answered} of ${planned} calls tell whether they were admitted`,
  };
}

function passed({ stages, refused }: EvenRate): Conclusion {
  const excused =
    refused === 0 ? 'none was refused' : `${refused} refusals a limiter over an exact second may make`;
  const maxRate = Math.max(...stages.map(({ planned }) => peakRate(planned.stage)));
  return {
    verdict: 'pass',
    observed: 0,
    reason: `${countPlanned(stages)} calls at up to ${maxRate}/s; ${excused}`,
  };
}

/**
 * The largest share of even calls at the ceiling that a log over an exact second refuses in the middle second: one call, and
 * the calls that uneven arrivals carry into a full second. Of all limiters but small buckets, such a log refuses the most.
 */
function maxShareOfExactLog({ profile, tally, jitterMs }: LoadFacts): number {
  const { ceilingPerSecond } = profile;
  const unevenMs = jitterMs.p99 + (tally.lag.percentileMs('p99') ?? 0);
  const movedCalls = Math.sqrt(((ceilingPerSecond / 1000) * unevenMs) / 3);
  return (1 + 2.5 * movedCalls) / ceilingPerSecond;
}

/** For each whole second of a stage, the share of its calls that was refused. */
function refusedShares(stage: StageTally): number[] {
  return stage.seconds
    .slice(0, Math.floor(secondsOf(stage) + 1e-9))
    .filter(({ calls }) => calls > 0)
    .map(({ calls, refused }) => refused / calls);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
