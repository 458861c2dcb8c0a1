import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secrets } from '../../client/credentials/secrets.ts';
import { samples } from '../../spec/generated/contract.ts';
import type { AnswerKind } from '../record/answer-kind.ts';
import { AnswerJudge } from './answer-judge.ts';

const pull = { From_Account: 'id', LastSequence: 0, NeedFriend: 'Need_Friend_Type_Yes' };
const list = (GroupName: string, ...To_Account: string[]) => ({
  GroupName,
  FriendNumber: To_Account.length,
  To_Account,
});
const ok = { ...samples.BasicResponse, ResultItem: [list('a', 'x', 'y'), list('b', 'x'), list('c')] };
const [a, b, c] = ok.ResultItem;
const fail = (ErrorCode: number, ErrorInfo = 'no') => ({ ActionStatus: 'FAIL', ErrorCode, ErrorInfo });

function wire(body: unknown, status = 200, headers: Record<string, string> = {}) {
  const text = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const all = { 'content-length': String(text.length), ...headers };
  return { kind: 'response' as const, status, headers: new Map(Object.entries(all)), body: text };
}

function judgeWithBaseline(baseline: unknown = ok): AnswerJudge {
  const judge = new AnswerJudge('2021-09-28', pull, new Secrets());
  judge.takeBaseline(wire(baseline));
  return judge;
}

const cases: [title: string, answer: ReturnType<typeof wire>, kind: AnswerKind, clauses: string[]][] = [
  ['the same answer', wire(ok), 'ok', []],
  ['lists and users in another order', wire({ ...ok, ResultItem: [c, list('a', 'y', 'x'), b] }), 'ok', []],
  ['another field that the source does not name', wire({ ...ok, RequestId: 'x' }), 'ok', []],
  ['a rejection', wire(fail(60001)), 'rateLimited', []],
  ['a rejection without ErrorInfo', wire(fail(60001, '')), 'brokenRefusal', ['E4']],
  ['try again', wire(fail(30006)), 'tryAgain', []],
  ['try again, without ErrorInfo', wire(fail(30006, '')), 'unexpectedFail', ['E4']],
  ['the account is missing all at once', wire(fail(30003)), 'unexpectedFail', ['S3']],
  ['an undocumented code', wire(fail(11)), 'unexpectedFail', ['E4']],
  ['no lists', wire({ ...ok, ResultItem: [] }), 'listsMissing', ['S3', 'S9']],
  ['no ResultItem', wire({ ...ok, ResultItem: undefined }), 'listsMissing', ['S2', 'S9']],
  ['no lists beside a code', wire({ ...ok, ResultItem: [], ErrorCode: 7 }), 'listsMissing', ['E3']],
  ['a list fewer', wire({ ...ok, ResultItem: [a, b] }), 'breach', ['S3', 'S9']],
  ['a list more', wire({ ...ok, ResultItem: [a, b, c, list('d')] }), 'breach', ['S10', 'S9']],
  ['a user fewer', wire({ ...ok, ResultItem: [list('a', 'x'), b, c] }), 'breach', ['S8', 'S9']],
  ['another user', wire({ ...ok, ResultItem: [list('a', 'x', 'z'), b, c] }), 'breach', ['S6', 'S9']],
  ['another sequence', wire({ ...ok, CurrentSequence: 3 }), 'breach', ['S1']],
  ['a list twice', wire({ ...ok, ResultItem: [a, a] }), 'breach', ['S2']],
  ['no JSON', wire('<html>'), 'malformed', ['E2']],
  ['429', wire(fail(60001), 429), 'httpRefusal', ['E1']],
  ['503 and a page', wire('<html>', 503), 'httpRefusal', ['E1', 'E2']],
  ['500', wire(ok, 500), 'httpError', ['E1']],
  ['an unknown coding', wire(ok, 200, { 'content-encoding': 'x' }), 'garbled', []],
  ['a broken coding', wire(ok, 200, { 'content-encoding': 'gzip' }), 'malformed', ['E2']],
];

for (const [title, answer, kind, clauses] of cases) {
  test(`${title}: ${[kind, ...clauses].join(', ')}`, () => {
    const judge = judgeWithBaseline();
    assert.equal(judge.judge(answer), kind);
    assert.equal(judge.judge(answer), kind);
    assert.deepEqual(
      judge.breaches.map(({ clause, count }) => [clause, count]),
      clauses.map((clause) => [clause, 2]),
    );
    assert.equal(judge.judged, kind === 'garbled' ? 1 : 3);
    assert.equal(judge.broken, clauses.length > 0 ? 2 : 0);
  });
}

test('answers equal to the pull before the load are no breach, whatever rule that pull breaches', () => {
  const odd = { ...ok, ResultItem: [{ ...list('a', 'x', 'x'), FriendNumber: 5 }] };
  const judge = judgeWithBaseline(odd);
  assert.equal(judge.judge(wire({ ...odd, RequestId: 'y' })), 'ok');
  assert.deepEqual(judge.breaches, []);
});

test('an account without lists, at sequence 0, may bring none', () => {
  const judge = judgeWithBaseline({ ...ok, CurrentSequence: 0, ResultItem: [] });
  assert.equal(judge.judge(wire({ ...ok, CurrentSequence: 0, ResultItem: undefined })), 'ok');
  assert.equal(judge.judge(wire({ ...ok, CurrentSequence: 0, ResultItem: [a] })), 'breach');
});

test('error codes 11 and 12 are one breach, shown once', () => {
  const judge = judgeWithBaseline();
  for (const code of [11, 12, 11]) judge.judge(wire(fail(code)));
  assert.deepEqual(
    judge.breaches.map(({ clause, count, reason }) => [clause, count, reason]),
    [['E4', 3, "ErrorCode 11 is neither one of the API's own nor in 60000..79999"]],
  );
  assert.match(judge.breaches[0]?.response ?? '', /^HTTP 200 \{"ActionStatus":"FAIL","ErrorCode":11,/);
});
