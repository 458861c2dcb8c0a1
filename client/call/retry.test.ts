import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AfterFault, AnswerRetries, FaultRetries } from './retry.ts';

const tryAgain = (pauseMs: number) => ({ reason: 'tryAgain', pauseMs });
const tooOften = { reason: 'calledTooOften', pauseMs: 1100 };

const answers: [code: number | null, tries: number, next: object | undefined][] = [
  [null, 1, undefined],
  [0, 1, undefined],
  [30001, 1, undefined],
  [60012, 1, undefined],
  [30006, 1, tryAgain(50)],
  [30007, 1, tryAgain(50)],
  [30006, 2, tryAgain(100)],
  [30006, 4, tryAgain(400)],
  [30006, 5, tryAgain(500)],
  [30006, 7, tryAgain(500)],
  [30006, 8, undefined],
  [60011, 1, tooOften],
  [60011, 7, tooOften],
  [60011, 8, undefined],
];

for (const [code, tries, next] of answers) {
  test(`answer ${code} to try ${tries}: ${next === undefined ? 'the last' : JSON.stringify(next)}`, () => {
    assert.deepEqual(new AnswerRetries().next(code, tries), next);
  });
}

test('once "try again" has persisted through a call, two tries show it', () => {
  const retries = new AnswerRetries();
  assert.equal(retries.next(30006, 8), undefined);
  assert.deepEqual(retries.next(30007, 1), tryAgain(50));
  assert.equal(retries.next(30007, 2), undefined);
});

test('a refusal for frequency that persists leaves later calls their tries', () => {
  const retries = new AnswerRetries();
  assert.equal(retries.next(60011, 8), undefined);
  assert.deepEqual(retries.next(30006, 7), tryAgain(500));
});

/** What follows the faults of one call that is never answered, the client's calls so far counted with it. */
function faultsOf(retries: FaultRetries, callsBefore: number): AfterFault[] {
  const steps: AfterFault[] = [];
  for (let faults = 1; faults < 20; faults += 1) {
    const next = retries.next(faults, callsBefore + faults);
    steps.push(next);
    if (next.kind === 'blame' || next.kind === 'probe, then give up') break;
  }
  return steps;
}

const pause = (pauseMs: number) => ({ kind: 'pause', pauseMs });
const [probe, blame, giveUp] = [{ kind: 'probe' }, { kind: 'blame' }, { kind: 'probe, then give up' }];

test('a request is blamed for its fifth fault where faults are rare', () => {
  assert.deepEqual(faultsOf(new FaultRetries(), 100), [pause(200), pause(400), probe, probe, blame]);
});

test('after a request was blamed, the next one is for its third fault', () => {
  const retries = new FaultRetries();
  faultsOf(retries, 100);
  assert.deepEqual(faultsOf(retries, 105), [probe, probe, blame]);
});

test('where calls fail often by themselves no request is blamed, and the eighth fault ends the run', () => {
  const retries = new FaultRetries();
  retries.answeredAfter(60);
  const expected = [pause(200), pause(400), probe, probe, probe, probe, probe, giveUp];
  assert.deepEqual(faultsOf(retries, 100), expected);
});

test('the first call of a client gets one fault more, as its faults are all that the client has seen', () => {
  const expected = [pause(200), pause(400), probe, probe, probe, blame];
  assert.deepEqual(faultsOf(new FaultRetries(), 0), expected);
});

for (const [passing, calls, faults, isBlamed] of [
  [0, 100, 5, true],
  [9, 100, 5, false],
  [9, 100, 6, true],
  [29, 100, 8, false],
  [0, 10_000, 5, true],
] as const) {
  test(`${faults} faults on end, beside ${passing} that passed in ${calls} calls: ${isBlamed ? 'blamed' : 'chance'}`, () => {
    const retries = new FaultRetries();
    retries.answeredAfter(passing);
    assert.equal(retries.next(faults, calls).kind === 'blame', isBlamed);
  });
}
