import {
  type CheckFinding,
  type Conclusion,
  type FindingShape,
  firstConclusion,
  type Ground,
  notExercised,
} from './check-result.ts';
import type { LoadFacts } from './load-facts.ts';
import { recoveryMs, type StageTally } from './run-tally.ts';
import { countAdmission, stagesOf } from './stage-counts.ts';

/** Once calls are admitted again, the rest of the stage must last at least this long to show that they stay admitted. */
const minRecoveredMs = 300;
/** With a larger share refused long after an excess, L4 is no pass, though each refusal by itself may be rightful. */
const persistentShare = 0.05;
/** A share of fewer calls than these depends on single calls. */
const minCallsForShare = 100;

interface Recovery {
  facts: LoadFacts;
  stage: StageTally;
  /** How many calls were refused too late, for reasons. */
  late: string;
}

/** Each ground on which L4 is no pass, in order. */
const grounds: readonly Ground<Recovery>[] = [wrongfulAfterRecovery, refusalsPersist, tooShort];

/** L4: calls within the ceiling are admitted again two seconds after an excess. */
export function judgeRecovery(facts: LoadFacts): CheckFinding {
  const shape: FindingShape = {
    observed: null,
    expected: recoveryMs,
    unit: 'ms until the last refusal after the excess',
  };
  const excess = stagesOf(facts, 'excess').at(-1);
  const stage =
    excess && stagesOf(facts, 'within').find(({ planned }) => planned.startMs >= excess.planned.endMs);
  if (stage === undefined) return notExercised(shape, 'no stage within the ceiling after an excess');
  const { calls, refused } = stage.afterRecovery;
  const late = `${refused} of ${calls} calls were refused later than 2 s after the excess`;
  const observed = Math.round(stage.lastRefusedAfterMs);
  const conclusion: Conclusion = firstConclusion(grounds, { facts, stage, late }) ?? {
    verdict: 'pass',
    reason:
      refused > 0
        ? `${late}, as a limiter over an exact second may`
        : `all calls were admitted from ${observed} ms after the excess on`,
  };
  return { ...shape, observed, ...conclusion };
}

function wrongfulAfterRecovery({ stage: { wrongful } }: Recovery): Conclusion | undefined {
  if (wrongful.afterRecovery === 0) return undefined;
  return {
    verdict: 'fail',
    reason: `${wrongful.afterRecovery} calls within the ceiling were refused more than 2 s after the excess`,
  };
}

function refusalsPersist({ stage, late }: Recovery): Conclusion | undefined {
  const { calls, refused } = stage.afterRecovery;
  if (!(refused > persistentShare * Math.max(calls, minCallsForShare))) return undefined;
  return {
    verdict: 'inconclusive',
    reason: `${late}; a small bucket may do that on a way with so much jitter, and so may a slow recovery`,
  };
}

function tooShort({ facts, stage }: Recovery): Conclusion | undefined {
  const { lastSentMs, excessEndMs, lastRefusedAfterMs, planned } = stage;
  // A refusal later than two seconds after the excess was rightful here, so it shows nothing about recovery.
  const recoveredMs = lastSentMs - excessEndMs - Math.min(lastRefusedAfterMs, recoveryMs);
  if (recoveredMs >= minRecoveredMs && countAdmission([stage], 'admitted') > 0) return undefined;
  const plannedTooShort = facts.timingFaults.length === 0 && planned.endMs - planned.startMs < recoveryMs;
  return {
    verdict: plannedTooShort ? 'not-exercised' : 'inconclusive',
    reason: 'too little time after the excess to see calls stay admitted',
  };
}
