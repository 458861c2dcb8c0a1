import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LimiterOptions } from '../../reference/limiter.ts';
import type { AnswerKind } from '../record/answer-kind.ts';
import type { RunRecord } from '../record/run-record.ts';
import { type Profile, readProfile, withOverrides } from '../schedule/profile.ts';
import type { CheckResult } from './check-result.ts';
import { gatherFacts } from './load-facts.ts';
import { replayedRun, seededRandom, tallyOf } from './replayed-run.ts';
import { judgeRun } from './verdict.ts';

type World = Partial<Omit<Parameters<typeof replayedRun>[2], 'random'>>;
interface Case {
  title: string;
  profile: 'ceiling' | 'over' | 'recovery' | 'burst';
  durationSeconds?: number;
  ratePerSecond?: number;
  change?: Partial<Profile>;
  limiter: LimiterOptions;
  world?: (random: () => number) => World;
  /** Changes how some of the calls ended. */
  edit?: (record: RunRecord) => void;
  aborted?: boolean;
  verdict: 'pass' | 'fail' | 'inconclusive';
  checks?: Partial<Record<CheckResult['id'], CheckResult['verdict']>>;
}

const farAway = (random: () => number): World => ({ transitMs: () => 40 + random() * 15 });

const slowOnceAdmitted = (random: () => number): World => ({
  serviceMs: (_, admitted) => (admitted ? 120 + random() : 1),
});

const becomes =
  (kind: AnswerKind, wanted: (n: number, record: RunRecord) => boolean) =>
  (record: RunRecord): void => {
    for (let n = 0; n < record.due; n += 1) if (wanted(n, record)) record.end(n, kind, record.answeredMs(n));
  };
const refused = (n: number, record: RunRecord) => record.admission(n) === 'refused';

const cases: Case[] = [
  {
    title: 'a window at the ceiling',
    profile: 'ceiling',
    limiter: { kind: 'fixed-window' },
    verdict: 'pass',
    checks: {
      L1: 'pass',
      L2: 'not-exercised',
      L3: 'not-exercised',
      L4: 'not-exercised',
      L6: 'pass',
      L7: 'pass',
    },
  },
  {
    title: 'an exact log refuses a few through jitter',
    profile: 'ceiling',
    limiter: { kind: 'sliding-window' },
    verdict: 'pass',
    checks: { L1: 'pass' },
  },
  {
    title: 'a window of 180',
    profile: 'ceiling',
    durationSeconds: 4,
    limiter: { kind: 'fixed-window', ceilingPerSecond: 180 },
    verdict: 'fail',
    checks: { L1: 'fail' },
  },
  {
    title: 'a small bucket of 180, far away: a smaller one of 200 would refuse as much',
    profile: 'ceiling',
    limiter: { kind: 'token-bucket', ceilingPerSecond: 180, burst: 20 },
    world: farAway,
    verdict: 'inconclusive',
    checks: { L1: 'inconclusive' },
  },
  {
    title: 'a bucket of two, unevenly on the way',
    profile: 'ceiling',
    limiter: { kind: 'token-bucket', burst: 2 },
    world: (random) => ({ transitMs: () => random() * 20 }),
    verdict: 'inconclusive',
    checks: { L1: 'inconclusive' },
  },
  {
    title: 'an exact log refuses more, unevenly on the way',
    profile: 'ceiling',
    limiter: { kind: 'sliding-window' },
    world: (random) => ({ transitMs: () => random() * 45 }),
    verdict: 'pass',
    checks: { L1: 'pass' },
  },
  {
    title: 'one call in 25 refused at random, unevenly on the way',
    profile: 'ceiling',
    limiter: { kind: 'none' },
    world: (random) => ({ transitMs: () => random() * 15, alsoRefused: () => random() < 0.04 }),
    verdict: 'inconclusive',
    checks: { L1: 'inconclusive' },
  },
  {
    title: 'a window of 180 that is slow once it has admitted a call',
    profile: 'ceiling',
    limiter: { kind: 'fixed-window', ceilingPerSecond: 180 },
    world: slowOnceAdmitted,
    verdict: 'fail',
    checks: { L1: 'fail' },
  },
  {
    title: 'a small bucket of 180 that is slow once it has admitted a call',
    profile: 'ceiling',
    limiter: { kind: 'token-bucket', ceilingPerSecond: 180, burst: 20 },
    world: slowOnceAdmitted,
    verdict: 'fail',
    checks: { L1: 'fail' },
  },
  {
    title: 'over a window that is slow once it has admitted a call',
    profile: 'over',
    limiter: { kind: 'fixed-window' },
    world: slowOnceAdmitted,
    verdict: 'pass',
  },
  {
    title: 'over no ceiling, one call in 100 refused at random, one answer in 50 late',
    profile: 'over',
    limiter: { kind: 'none' },
    world: (random) => ({
      alsoRefused: () => random() < 0.01,
      serviceMs: () => (random() < 0.02 ? 600 : 3),
    }),
    verdict: 'fail',
    checks: { L3: 'fail' },
  },
  {
    title: 'over a queue: the excess is delayed, and nothing refused',
    profile: 'over',
    limiter: { kind: 'none' },
    world: () => ({ serviceMs: (n) => (n * 1000) / 200 - (n * 1000) / 300 }),
    verdict: 'fail',
    checks: { L3: 'fail' },
  },
  {
    title: 'over a window of 180 that is slow once it has admitted a call',
    profile: 'over',
    limiter: { kind: 'fixed-window', ceilingPerSecond: 180 },
    world: slowOnceAdmitted,
    verdict: 'fail',
    checks: { L3: 'fail' },
  },
  {
    title: 'over a bucket of two, unevenly on the way',
    profile: 'over',
    limiter: { kind: 'token-bucket', burst: 2 },
    world: (random) => ({ transitMs: () => random() * 20 }),
    verdict: 'inconclusive',
    checks: { L4: 'inconclusive' },
  },
  {
    title: 'spacing',
    profile: 'ceiling',
    durationSeconds: 4,
    limiter: { kind: 'spacing' },
    verdict: 'fail',
    checks: { L1: 'fail' },
  },
  {
    title: '180/s under a ceiling of 180',
    profile: 'ceiling',
    ratePerSecond: 175,
    durationSeconds: 5,
    limiter: { kind: 'fixed-window', ceilingPerSecond: 180 },
    verdict: 'pass',
  },
  {
    title: 'a rate above the ceiling is an excess, whatever the profile is called',
    profile: 'ceiling',
    ratePerSecond: 300,
    limiter: { kind: 'fixed-window' },
    verdict: 'inconclusive',
    checks: { L1: 'not-exercised', L2: 'pass', L3: 'pass' },
  },
  {
    title: 'too short to tell',
    profile: 'ceiling',
    durationSeconds: 1.5,
    limiter: { kind: 'none' },
    verdict: 'inconclusive',
    checks: { L1: 'not-exercised' },
  },
  {
    title: 'over a window',
    profile: 'over',
    durationSeconds: 6,
    limiter: { kind: 'fixed-window', phaseMs: 200 },
    verdict: 'pass',
    checks: { L1: 'not-exercised', L2: 'pass', L3: 'pass', L4: 'pass' },
  },
  {
    title: 'over a window of 220, where jitter could carry the difference across an edge',
    profile: 'over',
    durationSeconds: 6,
    limiter: { kind: 'fixed-window', ceilingPerSecond: 220 },
    world: (random) => ({ transitMs: () => 40 + random() * 30 }),
    verdict: 'inconclusive',
    checks: { L3: 'inconclusive' },
  },
  {
    title: 'over a window of 220, long enough to tell in spite of jitter',
    profile: 'over',
    limiter: { kind: 'fixed-window', ceilingPerSecond: 220 },
    world: (random) => ({ transitMs: () => 40 + random() * 30 }),
    verdict: 'fail',
    checks: { L3: 'fail' },
  },
  {
    title: 'over a full bucket',
    profile: 'over',
    durationSeconds: 6,
    limiter: { kind: 'token-bucket' },
    verdict: 'pass',
  },
  {
    title: 'over a full bucket at 250/s, which takes longer to drain',
    profile: 'over',
    ratePerSecond: 250,
    limiter: { kind: 'token-bucket' },
    verdict: 'pass',
  },
  {
    title: 'over a counter, far away',
    profile: 'over',
    limiter: { kind: 'sliding-counter', phaseMs: 300 },
    world: farAway,
    verdict: 'pass',
  },
  {
    title: 'over a window of 220',
    profile: 'over',
    durationSeconds: 6,
    limiter: { kind: 'fixed-window', ceilingPerSecond: 220 },
    verdict: 'fail',
    checks: { L3: 'fail' },
  },
  {
    title: 'over a log of 220, far away',
    profile: 'over',
    limiter: { kind: 'sliding-window', ceilingPerSecond: 220 },
    world: farAway,
    verdict: 'fail',
    checks: { L3: 'fail' },
  },
  {
    title: 'over spacing, far away',
    profile: 'over',
    limiter: { kind: 'spacing', ceilingPerSecond: 220 },
    world: farAway,
    verdict: 'fail',
    checks: { L3: 'fail' },
  },
  {
    title: 'no ceiling',
    profile: 'over',
    durationSeconds: 6,
    limiter: { kind: 'none' },
    verdict: 'fail',
    checks: { L2: 'not-exercised', L3: 'fail' },
  },
  {
    title: 'no ceiling is found within three seconds',
    profile: 'over',
    durationSeconds: 4.8,
    limiter: { kind: 'none' },
    verdict: 'fail',
    checks: { L3: 'fail' },
  },
  {
    title: 'no ceiling, and none asked for',
    profile: 'over',
    change: { enforcement: 'optional', judges: ['L5', 'L7'] },
    limiter: { kind: 'none' },
    verdict: 'pass',
    checks: { L3: 'note' },
  },
  {
    title: 'an excess too short for L3',
    profile: 'over',
    durationSeconds: 4,
    limiter: { kind: 'fixed-window' },
    verdict: 'inconclusive',
    checks: { L3: 'pass', L4: 'not-exercised' },
  },
  {
    title: 'locked out',
    profile: 'recovery',
    limiter: { kind: 'fixed-window', flaws: { lockOutMs: 6500 } },
    verdict: 'fail',
    checks: { L4: 'fail' },
  },
  {
    title: 'recovered',
    profile: 'recovery',
    limiter: { kind: 'sliding-window' },
    verdict: 'pass',
    checks: { L1: 'pass', L4: 'pass' },
  },
  {
    title: 'bursts are noted',
    profile: 'burst',
    limiter: { kind: 'token-bucket', burst: 50 },
    verdict: 'pass',
    checks: { L8: 'note' },
  },
  {
    title: 'the excess is reset',
    profile: 'over',
    limiter: { kind: 'fixed-window' },
    edit: becomes('reset', refused),
    verdict: 'fail',
    checks: { L2: 'fail', L7: 'fail' },
  },
  {
    title: 'the excess gets an OK without the lists',
    profile: 'over',
    limiter: { kind: 'fixed-window' },
    edit: becomes('listsMissing', refused),
    verdict: 'fail',
    checks: { L2: 'fail' },
  },
  {
    title: 'the excess is told to try again',
    profile: 'over',
    limiter: { kind: 'fixed-window' },
    edit: becomes('tryAgain', refused),
    verdict: 'fail',
    checks: { L2: 'fail', F6: 'fail' },
  },
  {
    title: 'one call in a thousand is told to try again',
    profile: 'ceiling',
    limiter: { kind: 'none' },
    edit: becomes('tryAgain', (n) => n % 1000 === 7),
    verdict: 'pass',
    checks: { F6: 'note' },
  },
  {
    title: 'one call is not answered',
    profile: 'ceiling',
    limiter: { kind: 'none' },
    edit: becomes('timeout', (n) => n === 500),
    verdict: 'fail',
    checks: { L7: 'fail' },
  },
  {
    title: 'slow',
    profile: 'ceiling',
    limiter: { kind: 'none' },
    world: () => ({ transitMs: () => 400 }),
    verdict: 'fail',
    checks: { L6: 'fail' },
  },
  {
    title: 'sent late: no pass',
    profile: 'ceiling',
    limiter: { kind: 'none' },
    world: () => ({ lagMs: (n) => (n > 900 && n < 960 ? (960 - n) * 5 : 0) }),
    verdict: 'inconclusive',
    checks: { L1: 'inconclusive', L6: 'inconclusive', L7: 'pass' },
  },
  {
    title: 'sent late: a lower ceiling is found all the same',
    profile: 'ceiling',
    limiter: { kind: 'fixed-window', ceilingPerSecond: 180 },
    world: () => ({ lagMs: (n) => (n > 900 && n < 960 ? (960 - n) * 5 : 0) }),
    verdict: 'fail',
    checks: { L1: 'fail' },
  },
  {
    title: 'a call that found no connection',
    profile: 'ceiling',
    limiter: { kind: 'none' },
    edit: becomes('unsent', (n) => n === 3),
    verdict: 'inconclusive',
  },
  {
    title: 'stopped',
    profile: 'ceiling',
    limiter: { kind: 'none' },
    aborted: true,
    verdict: 'inconclusive',
    checks: { L1: 'inconclusive', L7: 'inconclusive' },
  },
];

for (const {
  title,
  profile: name,
  durationSeconds,
  ratePerSecond,
  change,
  limiter,
  world,
  edit,
  aborted = false,
  verdict,
  checks = {},
} of cases) {
  test(title, () => {
    for (let seed = 0; seed < 3; seed += 1) {
      const overrides = {
        ...(durationSeconds && { durationSeconds }),
        ...(ratePerSecond && { ratePerSecond }),
      };
      const profile = { ...withOverrides(readProfile(name), overrides), ...change };
      const random = seededRandom(seed);
      const record = replayedRun(profile.stages, limiter, { random, ...world?.(random) });
      edit?.(record);
      const judged = judgeRun(
        gatherFacts(
          profile,
          tallyOf(record, profile),
          { judged: record.due, broken: 0, breaches: [] },
          aborted,
        ),
      );
      const words = `seed ${seed}: ${judged.verdict}: ${judged.reason}`;
      assert.equal(judged.verdict, verdict, words);
      for (const [id, expected] of Object.entries(checks)) {
        const check = judged.checks.find((each) => each.id === id);
        assert.equal(check?.verdict, expected, `${id} ${check?.reason}; ${words}`);
      }
    }
  });
}
