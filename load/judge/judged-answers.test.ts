import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgedSince, mergeJudged } from './judged-answers.ts';

const breach = (clause: string, reason: string, count: number) => ({
  clause,
  reason,
  count,
  response: 'HTTP 200',
});

test('breaches of one cause are one, within a sender and across senders', () => {
  const merged = mergeJudged([
    { judged: 10, broken: 2, breaches: [breach('E4', 'ErrorCode 11 is neither', 2)] },
    { judged: 5, broken: 3, breaches: [breach('E4', 'ErrorCode 12 is neither', 2), breach('S1', 'x', 1)] },
  ]);
  assert.deepEqual(merged, {
    judged: 15,
    broken: 5,
    breaches: [breach('E4', 'ErrorCode 11 is neither', 4), breach('S1', 'x', 1)],
  });
});

test('what was found before a step is not of the step: counts and breaches', () => {
  const before = { judged: 10, broken: 3, breaches: [breach('E4', 'code 11', 2), breach('S1', 'x', 1)] };
  const now = {
    judged: 30,
    broken: 5,
    breaches: [breach('E4', 'code 11', 3), breach('S1', 'x', 1), breach('S9', 'y', 1)],
  };
  assert.deepEqual(judgedSince(before, now), {
    judged: 20,
    broken: 2,
    breaches: [breach('E4', 'code 11', 1), breach('S9', 'y', 1)],
  });
});
