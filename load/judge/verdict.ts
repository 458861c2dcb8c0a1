import { type AnswerKind, answerKinds, meanings } from '../record/answer-kind.ts';
import type { LoadCheckId } from '../schedule/profile.ts';
import { peakRate } from '../schedule/schedule.ts';
import type { LoadFacts } from './run-facts.ts';
import { type Pressure, recoveryMs, type StageTally, settlingMs } from './run-tally.ts';

export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** One check's word on a run. Texts may quote the target, freed of control characters. */
export interface CheckResult {
  id: LoadCheckId | 'F6';
  title: string;
  verdict: Verdict | 'not-exercised' | 'note';
  observed: number | string | null;
  expected: number | string | null;
  unit: string;
  /** One sentence: why this verdict. */
  reason: string;
}

/** What a check says of a run; `verdict.ts` adds the rest. The arguments are in docs/load-verdicts.md. */
type CheckFinding = Omit<CheckResult, 'id' | 'title'>;

interface Check {
  id: LoadCheckId | 'F6';
  title: string;
  /** A pass or fail rests on the harness having been on time; else it is inconclusive. */
  timed: { pass: boolean; fail: boolean };
  judge(facts: LoadFacts): CheckFinding;
}

/** A shorter stretch at the ceiling does not hold two whole seconds of any clock. */
const leastSecondsAtCeiling = 2;
/** What is left of a stage once calls are admitted again must be this long to show that they stay so. */
const leastRecoveredMs = 300;
/** Where so many calls were refused long after an excess, a target is not said to conform, though each may have been rightful. */
const persistentShare = 0.05;
/** A share of fewer calls than these is one call's luck. */
const leastCallsForShare = 100;
/** However unevenly calls come, a tenth above the ceiling or more, a bucket of two admits this share of it. */
const leastOfSmallBucket = 0.75;
/** 30006 and 30007 say "try again": that often, a service can be said to work. */
const toleratedTryAgain = 0.01;
/** Calls whose decision may fall on the other side of a second's edge, besides those that jitter moves. */
const edgeCalls = 3;

export const checks: readonly Check[] = [
  {
    id: 'L1',
    title: '200 even calls a second are never refused',
    timed: { pass: true, fail: false },
    judge(facts) {
      const stages = untroubled(facts);
      const shape = { observed: null, expected: 0, unit: 'refusals without excuse' } as const;
      const seconds = sum(stages.map(secondsOf));
      if (seconds < leastSecondsAtCeiling) {
        return notExercised(
          shape,
          `no stage of ${leastSecondsAtCeiling} s at or under the ceiling before any excess`,
        );
      }
      const refused = countAdmission(stages, 'refused');
      const first = stages.find(({ wrongful }) => wrongful.first)?.wrongful.first;
      if (first) {
        return {
          ...shape,
          verdict: 'fail',
          observed: sum(stages.map(({ wrongful }) => wrongful.count)),
          reason: `the call sent at ${(first.sentMs / 1000).toFixed(3)} s was refused when at most ${first.admittedInSecond} had been admitted in the second before; ${refused} refusals in all`,
        };
      }
      const refusedMost = median(stages.flatMap(refusedShares));
      if (refusedMost > shareOfExactLog(facts)) {
        const words = `${(refusedMost * 100).toFixed(1)} % of the calls of the middle second were refused, second after second`;
        return {
          ...shape,
          verdict: 'inconclusive',
          observed: refused,
          reason: `${words}; a small bucket may do that where calls come so unevenly, and so may a target that refuses what it likes`,
        };
      }
      const answered = refused + countAdmission(stages, 'admitted');
      const due = sum(stages.map(({ planned }) => planned.calls));
      if (answered < due * 0.9) {
        return {
          ...shape,
          verdict: 'inconclusive',
          observed: 0,
          reason: `only ${answered} of ${due} calls tell whether they were admitted`,
        };
      }
      const excused =
        refused === 0 ? 'none was refused' : `${refused} refusals a limiter over an exact second may make`;
      return {
        ...shape,
        verdict: 'pass',
        observed: 0,
        reason: `${due} calls at up to ${Math.max(...stages.map(({ planned }) => peakRate(planned.stage)))}/s; ${excused}`,
      };
    },
  },
  {
    id: 'L2',
    title: 'The excess is refused in the envelope',
    timed: { pass: false, fail: false },
    judge(facts) {
      const stages = stagesOf(facts, 'excess', 'burst');
      const shape = { observed: null, expected: 0, unit: 'refusals in another form' } as const;
      if (stagesOf(facts, 'excess').length === 0) return notExercised(shape, 'no stage above the ceiling');
      const refused = countKind(stages, 'rateLimited');
      const wrong = answerKinds
        .map((kind) => ({
          words: meanings[kind].words,
          count: meanings[kind].wrongRefusal ? countKind(stages, kind) : 0,
        }))
        .filter(({ count }) => count > 0);
      const tryAgain = countKind(stages, 'tryAgain');
      if (tryAgain > toleratedTryAgain * sum(stages.map(({ planned }) => planned.calls)))
        wrong.push({ words: meanings.tryAgain.words, count: tryAgain });
      if (wrong.length > 0) {
        return {
          ...shape,
          verdict: 'fail',
          observed: sum(wrong.map(({ count }) => count)),
          reason: `in excess: ${wrong.map(({ words, count }) => `${count} × ${words}`).join(', ')}`,
        };
      }
      if (refused === 0) return notExercised(shape, 'nothing was refused');
      return {
        ...shape,
        verdict: 'pass',
        observed: 0,
        reason: `${refused} calls were refused with HTTP 200, FAIL and a public code`,
      };
    },
  },
  {
    id: 'L3',
    title: 'The ceiling holds',
    timed: { pass: true, fail: false },
    judge: judgeCeiling,
  },
  {
    id: 'L4',
    title: 'Recovery within two seconds',
    timed: { pass: true, fail: false },
    judge(facts) {
      const { timingFaults } = facts;
      const shape = {
        observed: null,
        expected: recoveryMs,
        unit: 'ms until the last refusal after the excess',
      } as const;
      const excess = stagesOf(facts, 'excess').at(-1);
      const recovery =
        excess && stagesOf(facts, 'within').find(({ planned }) => planned.startMs >= excess.planned.endMs);
      if (!recovery) return notExercised(shape, 'no stage within the ceiling after an excess');
      const { wrongful, lastRefusedAfterMs, lastSentMs, excessEndMs, planned } = recovery;
      const observed = Math.round(lastRefusedAfterMs);
      if (wrongful.afterRecovery > 0) {
        return {
          ...shape,
          verdict: 'fail',
          observed,
          reason: `${wrongful.afterRecovery} calls within the ceiling were refused more than 2 s after the excess`,
        };
      }
      const { calls, refused } = recovery.afterRecovery;
      const late = `${refused} of ${calls} calls were refused later than 2 s after the excess`;
      if (refused > persistentShare * Math.max(calls, leastCallsForShare)) {
        return {
          ...shape,
          verdict: 'inconclusive',
          observed,
          reason: `${late}; a small bucket may do that on a way with so much jitter, and so may a slow recovery`,
        };
      }
      const answered = countAdmission([recovery], 'admitted');
      // No refusal past two seconds was wrongful, so such ones say nothing of recovery.
      const recoveredMs = lastSentMs - excessEndMs - Math.min(lastRefusedAfterMs, recoveryMs);
      if (!(recoveredMs >= leastRecoveredMs) || answered === 0) {
        const shortOrLate =
          timingFaults.length > 0
            ? 'inconclusive'
            : planned.endMs - planned.startMs < recoveryMs
              ? 'not-exercised'
              : 'inconclusive';
        return {
          ...shape,
          verdict: shortOrLate,
          observed,
          reason: 'too little time after the excess to see calls stay admitted',
        };
      }
      return {
        ...shape,
        verdict: 'pass',
        observed,
        reason:
          refused > 0
            ? `${late}, as a limiter over an exact second may`
            : `all calls were admitted from ${observed} ms after the excess on`,
      };
    },
  },
  {
    id: 'L5',
    title: 'Every response under load keeps the contract',
    timed: { pass: false, fail: false },
    judge({ judge }) {
      const shape = { observed: judge.broken, expected: 0, unit: 'responses that break the contract' };
      const [worst] = [...judge.breaches].sort((a, b) => b.count - a.count);
      if (judge.broken > 0) {
        return {
          ...shape,
          verdict: 'fail',
          reason: `${judge.broken} of ${judge.judged} responses; most often ${worst?.clause}: ${worst?.reason}`,
        };
      }
      if (judge.judged === 0) return notExercised(shape, 'no response came');
      return { ...shape, verdict: 'pass', reason: `${judge.judged} responses were judged, each of them` };
    },
  },
  {
    id: 'L6',
    title: 'Latency at the ceiling',
    timed: { pass: true, fail: true },
    judge({ profile, tally: { latencyWithin } }) {
      const thresholds = Object.entries(profile.thresholdsMs) as [
        keyof typeof profile.thresholdsMs,
        number,
      ][];
      const shape = { observed: null, expected: null, unit: 'ms' } as const;
      if (thresholds.length === 0) return notExercised(shape, 'the profile sets no latency threshold');
      if (latencyWithin.count === 0)
        return notExercised(shape, 'no call was admitted in a stage within the ceiling');
      const maxMs = latencyWithin.maxMs ?? 0;
      // Too few calls for a percentile: it is at most the maximum, so that can still pass it, but not fail it.
      const measured = thresholds.map(([name, limitMs]) => {
        const told = name === 'max' ? maxMs : latencyWithin.percentileMs(name);
        return { name, limitMs, ms: told ?? maxMs, told: told !== null };
      });
      const words = measured
        .map(({ name, ms, limitMs, told }) => `${name} ${told ? '' : '≤ '}${ms.toFixed(1)} ms (≤ ${limitMs})`)
        .join(', ');
      const worst = measured.reduce((a, b) => (b.ms / b.limitMs > a.ms / a.limitMs ? b : a));
      const result = {
        observed: worst.ms,
        expected: worst.limitMs,
        unit: `ms, ${worst.name} from when a call was due`,
        reason: words,
      };
      const broken = measured.filter(({ ms, limitMs }) => ms > limitMs);
      if (broken.length === 0) return { ...result, verdict: 'pass' };
      return { ...result, verdict: broken.some(({ told }) => told) ? 'fail' : 'inconclusive' };
    },
  },
  {
    id: 'L7',
    title: 'Every call is answered',
    timed: { pass: false, fail: false },
    judge(facts) {
      const { tally, profile } = facts;
      const lost = answerKinds
        .filter((kind) => meanings[kind].outcome === 'transportErrors' && tally.count(kind) > 0)
        .map((kind) => ({ words: meanings[kind].words, count: tally.count(kind) }));
      const observed = sum(lost.map(({ count }) => count));
      const shape = { observed, expected: 0, unit: 'calls without an answer' };
      if (observed > 0) {
        return {
          ...shape,
          verdict: 'fail',
          reason: lost.map(({ words, count }) => `${count} × ${words}`).join(', '),
        };
      }
      const answered = tally.due - tally.count('unsent');
      if (answered === 0) return notExercised(shape, 'no call was sent');
      return {
        ...shape,
        verdict: 'pass',
        reason: `every call was answered within ${profile.callTimeoutMs} ms`,
      };
    },
  },
  {
    id: 'L8',
    title: 'A burst of 200',
    timed: { pass: false, fail: false },
    judge(facts) {
      const bursts = stagesOf(facts, 'burst', 'excess').filter(
        ({ planned }) => planned.stage.kind === 'burst',
      );
      const shape = { observed: null, expected: null, unit: 'calls admitted of each burst' } as const;
      if (bursts.length === 0) return notExercised(shape, 'no burst');
      const admitted = bursts.map((stage) => countAdmission([stage], 'admitted'));
      const calls = bursts.map(({ planned }) => planned.calls).join(', ');
      return {
        ...shape,
        verdict: 'note',
        observed: admitted.join(', '),
        reason: `of ${calls} calls at once`,
      };
    },
  },
  {
    id: 'F6',
    title: '"Try again" passes',
    timed: { pass: false, fail: false },
    judge({ tally }) {
      const tryAgain = tally.count('tryAgain');
      const shape = {
        observed: tryAgain,
        expected: Math.floor(toleratedTryAgain * tally.due),
        unit: 'calls failed with 30006 or 30007',
      };
      if (tryAgain === 0) return notExercised(shape, 'no call failed so');
      const verdict = tryAgain > shape.expected ? 'fail' : 'note';
      return { ...shape, verdict, reason: `${tryAgain} of ${tally.due} calls` };
    },
  },
];

/** L3: the mean over whole seconds against the ceiling above, refusals one by one below. */
function judgeCeiling(facts: LoadFacts): CheckFinding {
  const { profile, jitterMs } = facts;
  const { ceilingPerSecond: ceiling, tolerances, enforcement } = profile;
  const most = ceiling * (1 + tolerances.admittedAboveCeiling);
  const shape = {
    observed: null,
    expected: `${ceiling}..${Math.round(most)}`,
    unit: 'calls admitted a second',
  };
  const stages = stagesOf(facts, 'excess').filter(
    ({ planned: { stage } }) => stage.kind === 'constant' && stage.ratePerSecond > most,
  );
  const [longest] = stages.sort((a, b) => secondsOf(b) - secondsOf(a));
  if (longest?.planned.stage.kind !== 'constant')
    return notExercised(shape, 'no even stage clearly above the ceiling');
  const rate = longest.planned.stage.ratePerSecond;
  const seconds = secondsOf(longest);
  const refused = countAdmission([longest], 'refused');
  const unknown = countAdmission([longest], 'unknown');
  const edge = edgeCalls + (rate * jitterMs.p99) / 1000;
  const admittedInAll = countAdmission([longest], 'admitted');

  // A bucket that starts full, or windows that begin when it suits, can let through one second's worth besides.
  if (refused === 0 && unknown === 0 && admittedInAll > ceiling * (seconds + 1) + edgeCalls) {
    const observed = Math.round(admittedInAll / seconds);
    const reason = `no ceiling: all ${admittedInAll} calls of ${seconds.toFixed(1)} s at ${rate}/s were admitted`;
    return { ...shape, verdict: enforcement === 'optional' ? 'note' : 'fail', observed, reason };
  }

  const { wrongfulOnceSettled: wrongful } = longest;
  // The two seconds of L3 are what a bucket of one second's calls takes to drain at 300/s; at other rates, as long.
  const drainMs = Math.max(settlingMs, (1000 * ceiling) / (rate - ceiling));
  const wholeSeconds = Math.max(0, Math.floor((seconds * 1000 - drainMs + 1e-6) / 1000));
  const fromSeconds = Math.round((seconds - wholeSeconds) * 1000) / 1000;
  const counted = longest.seconds.slice(0, wholeSeconds).reverse();
  const bySecond = counted.map(({ admitted }) => admitted);
  const unclear = rate * wholeSeconds - sum(counted.map((second) => second.admitted + second.refused));
  const mean = wholeSeconds < 1 ? null : sum(bySecond) / wholeSeconds;
  const observed = mean === null ? null : Math.round(mean * 10) / 10;
  const edgePerSecond = edge / Math.max(1, wholeSeconds);
  const words =
    mean === null
      ? ''
      : `${mean.toFixed(1)} a second over ${wholeSeconds} s after the first ${fromSeconds} s, by the second ${bySecond.join(', ')}`;
  const uneasy = edgePerSecond > ceiling * 0.1;
  if (mean !== null && mean > most + edgePerSecond && facts.timingFaults.length === 0) {
    return { ...shape, verdict: 'fail', observed, reason: `the ceiling is higher: ${words}` };
  }
  if (wrongful.first) {
    const { sentMs, admittedInSecond } = wrongful.first;
    return {
      ...shape,
      verdict: 'fail',
      observed: observed ?? Math.round(admittedInAll / seconds),
      reason: `${wrongful.count} calls were refused below the ceiling, the first at ${(sentMs / 1000).toFixed(3)} s when at most ${admittedInSecond} had been admitted in the second before`,
    };
  }
  if (mean === null) {
    return notExercised(
      shape,
      `the excess lasted ${seconds.toFixed(1)} s; at ${rate}/s it takes ${((drainMs + 1000) / 1000).toFixed(1)} s to tell`,
    );
  }
  if (uneasy) {
    return {
      ...shape,
      verdict: 'inconclusive',
      observed,
      reason: `answers came so unevenly that ${edge.toFixed(0)} calls may belong to another second: ${words}`,
    };
  }
  const least = ceiling * 0.98;
  const clearly = mean + unclear / wholeSeconds;
  // A small bucket overflows between calls that come unevenly, so that it admits less than drips into it.
  if (clearly < ceiling * leastOfSmallBucket - edgePerSecond && facts.timingFaults.length === 0)
    return { ...shape, verdict: 'fail', observed, reason: `the ceiling is lower: ${words}` };
  // What jitter may have carried across an edge excuses a target; it proves nothing for one.
  const ownEdge = edgeCalls / wholeSeconds;
  if (mean > most + ownEdge || clearly < least - ownEdge) {
    const reason = `answers came too unevenly to tell a ceiling of ${ceiling}: ${words}`;
    return { ...shape, verdict: 'inconclusive', observed, reason };
  }
  const uneven = bySecond.find((count) => count > most + edge);
  if (uneven !== undefined) {
    const calm = jitterMs.p99 <= 20 && facts.timingFaults.length === 0;
    return {
      ...shape,
      verdict: calm ? 'fail' : 'inconclusive',
      observed: uneven,
      reason: `one second let ${uneven} through: ${words}`,
    };
  }
  return { ...shape, verdict: 'pass', observed, reason: words };
}

/** All checks' words, and the run's verdict with its reason. */
export function judgeRun(facts: LoadFacts): { checks: CheckResult[]; verdict: Verdict; reason: string } {
  const results = checks
    .map((check) => ({ id: check.id, title: check.title, ...withTiming(check, check.judge(facts), facts) }))
    .filter(({ id, verdict }) => id !== 'F6' || verdict !== 'not-exercised');
  const failed = results.filter(({ verdict }) => verdict === 'fail');
  if (failed.length > 0) {
    return {
      checks: results,
      verdict: 'fail',
      reason: failed.map(({ id, reason }) => `${id}: ${reason}`).join('; '),
    };
  }
  if (facts.aborted)
    return { checks: results, verdict: 'inconclusive', reason: 'the run was stopped before its end' };
  const open = results.filter(({ verdict }) => verdict === 'inconclusive');
  if (open.length > 0 || facts.timingFaults.length > 0) {
    const own = open.map((each) => `${each.id}: ${each.reason}`);
    const reason = (facts.timingFaults.length > 0 ? facts.timingFaults : own).join('; ');
    return { checks: results, verdict: 'inconclusive', reason };
  }
  const missing = results.filter(
    ({ id, verdict }) => verdict === 'not-exercised' && (facts.profile.judges as string[]).includes(id),
  );
  if (missing.length > 0) {
    const reason = missing.map((each) => `${each.id} could not be judged: ${each.reason}`).join('; ');
    return { checks: results, verdict: 'inconclusive', reason };
  }
  return { checks: results, verdict: 'pass', reason: 'no breach was found, and the schedule was kept' };
}

function withTiming(check: Check, finding: CheckFinding, facts: LoadFacts): CheckFinding {
  const [fault] = facts.aborted ? ['the run was stopped before its end'] : facts.timingFaults;
  if (fault === undefined) return finding;
  const rests =
    (finding.verdict === 'pass' && (check.timed.pass || facts.aborted)) ||
    (finding.verdict === 'fail' && check.timed.fail && facts.timingFaults.length > 0);
  return rests ? { ...finding, verdict: 'inconclusive', reason: `${fault}; ${finding.reason}` } : finding;
}

function notExercised(shape: Omit<CheckFinding, 'verdict' | 'reason'>, reason: string): CheckFinding {
  return { ...shape, verdict: 'not-exercised', reason };
}

/** Stages that were begun, of these kinds. */
function stagesOf({ tally }: LoadFacts, ...pressures: Pressure[]): StageTally[] {
  return tally.stages.filter(({ due, pressure }) => due > 0 && pressures.includes(pressure));
}

/** Stages within the ceiling that no excess or burst came before. */
function untroubled(facts: LoadFacts): StageTally[] {
  const [trouble] = stagesOf(facts, 'excess', 'burst');
  return stagesOf(facts, 'within').filter(
    ({ planned }) => trouble === undefined || planned.startMs < trouble.planned.startMs,
  );
}

function secondsOf({ planned }: StageTally): number {
  return (planned.endMs - planned.startMs) / 1000;
}

function countKind(stages: readonly StageTally[], kind: AnswerKind): number {
  return sum(stages.map(({ counts }) => counts[kind]));
}

function countAdmission(
  stages: readonly StageTally[],
  admission: 'admitted' | 'refused' | 'unknown',
): number {
  const kinds = answerKinds.filter((kind) => meanings[kind].admission === admission);
  return sum(kinds.map((kind) => countKind(stages, kind)));
}

/**
 * The share of even calls at the ceiling that a log over an exact second, of all limiters but small buckets the one that refuses
 * the most, refuses in the middle second at most: one call, and what the unevenness of their coming carries into a full second.
 */
function shareOfExactLog({ profile, tally, jitterMs }: LoadFacts): number {
  const { ceilingPerSecond } = profile;
  const unevenMs = jitterMs.p99 + (tally.lag.percentileMs('p99') ?? 0);
  const movedCalls = Math.sqrt(((ceilingPerSecond / 1000) * unevenMs) / 3);
  return (1 + 2.5 * movedCalls) / ceilingPerSecond;
}

/** Of each whole second of a stage, the share of its calls that was refused. */
function refusedShares(stage: StageTally): number[] {
  return stage.seconds
    .slice(0, Math.floor(secondsOf(stage) + 1e-9))
    .filter(({ calls }) => calls > 0)
    .map(({ calls, refused }) => refused / calls);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
