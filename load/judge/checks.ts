import { answerKinds, meanings } from '../record/answer-kind.ts';
import { judgeCeiling } from './check-ceiling.ts';
import { judgeEvenRate } from './check-even-rate.ts';
import { judgeRecovery } from './check-recovery.ts';
import { type Check, notExercised } from './check-result.ts';
import { countAdmission, countKind, countPlanned, stagesOf, sum } from './stage-counts.ts';

/** 30006 and 30007 say "try again". A service that answers so to at most this share of calls works (F6). */
const toleratedTryAgain = 0.01;

/** All checks of a load run, in the order of the report. */
export const checks: readonly Check[] = [
  {
    id: 'L1',
    timed: { pass: true, fail: false },
    judge: judgeEvenRate,
  },
  {
    id: 'L2',
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
      if (tryAgain > toleratedTryAgain * countPlanned(stages))
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
    timed: { pass: true, fail: false },
    judge: judgeCeiling,
  },
  {
    id: 'L4',
    timed: { pass: true, fail: false },
    judge: judgeRecovery,
  },
  {
    id: 'L5',
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
      // With too few calls for a percentile the maximum stands in: the percentile is not above it, so it can pass but not fail.
      const measured = thresholds.map(([name, limitMs]) => {
        const ms = name === 'max' ? maxMs : latencyWithin.percentileMs(name);
        return { name, limitMs, ms: ms ?? maxMs, isExact: ms !== null };
      });
      const words = measured
        .map(
          ({ name, ms, limitMs, isExact }) =>
            `${name} ${isExact ? '' : '≤ '}${ms.toFixed(1)} ms (≤ ${limitMs})`,
        )
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
      return { ...result, verdict: broken.some(({ isExact }) => isExact) ? 'fail' : 'inconclusive' };
    },
  },
  {
    id: 'L7',
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
