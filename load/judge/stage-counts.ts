import { type Admission, type AnswerKind, answerKinds, meanings } from '../record/answer-kind.ts';
import type { LoadFacts } from './load-facts.ts';
import type { Pressure, StageTally } from './run-tally.ts';

/** The stages of these pressures that have begun. */
export function stagesOf({ tally }: LoadFacts, ...pressures: Pressure[]): StageTally[] {
  return tally.stages.filter(({ due, pressure }) => due > 0 && pressures.includes(pressure));
}

/** The stages within the ceiling that come before any excess or burst. */
export function stagesBeforeExcess(facts: LoadFacts): StageTally[] {
  const [excess] = stagesOf(facts, 'excess', 'burst');
  return stagesOf(facts, 'within').filter(
    ({ planned }) => excess === undefined || planned.startMs < excess.planned.startMs,
  );
}

export function secondsOf({ planned }: StageTally): number {
  return (planned.endMs - planned.startMs) / 1000;
}

/** How many calls of the stages ended in this kind. */
export function countKind(stages: readonly StageTally[], kind: AnswerKind): number {
  return sum(stages.map(({ counts }) => counts[kind]));
}

/** How many calls of the stages the target admitted or refused, or left this unknown. */
export function countAdmission(stages: readonly StageTally[], admission: Admission): number {
  const kinds = answerKinds.filter((kind) => meanings[kind].admission === admission);
  return sum(kinds.map((kind) => countKind(stages, kind)));
}

/** How many calls the stages plan. */
export function countPlanned(stages: readonly StageTally[]): number {
  return sum(stages.map(({ planned }) => planned.calls));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
