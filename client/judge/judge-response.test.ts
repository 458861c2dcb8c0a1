import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samples } from '../../spec/generated/contract.ts';
import { Secrets } from '../credentials/secrets.ts';
import { kept } from './breach.ts';
import { judgeResponse } from './judge-response.ts';

const ok = samples.BasicResponse;
const fail = { ActionStatus: 'FAIL', ErrorCode: 30003, ErrorInfo: 'no such account' };

function clausesBreached(body: unknown, { status = 200, contentType = 'application/json' } = {}): string[] {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const judgement = judgeResponse({ status, contentType, body: Buffer.from(text) });
  assert.equal(judgement.body === null, judgement.breaches.length > 0);
  return judgement.breaches.map(({ clause }) => clause);
}

const cases: [title: string, body: unknown, breached: string[]][] = [
  ['the basic sample', ok, []],
  ['the complete sample', samples.CompleteResponse, []],
  ['a failure', fail, []],
  ['a failure with empty remains of list data', { ...fail, ResultItem: null, CurrentSequence: 0 }, []],
  ['a failure with an undocumented public code', { ...fail, ErrorCode: 61234 }, []],
  ['a success without ResultItem (S4)', { ...ok, ResultItem: undefined }, []],
  ['unnamed fields', { ...ok, RequestId: 'x', Extra: { a: [1] } }, []],
  ['an empty body', '', ['E2']],
  ['no JSON', '<html>', ['E2']],
  ['an array', [ok], ['E2']],
  ['null', 'null', ['E2']],
  ['ErrorCode as a string', { ...ok, ErrorCode: '0' }, ['E2']],
  ['ErrorInfo missing', { ...ok, ErrorInfo: undefined }, ['E2']],
  ['ErrorDisplay null', { ...ok, ErrorDisplay: null }, ['E2']],
  ['ResultCode as a string', { ...ok, ResultCode: '0' }, ['E2']],
  ['ActionStatus of another case', { ...ok, ActionStatus: 'Ok' }, ['E2']],
  ['OK beside a code', { ...ok, ErrorCode: 30001 }, ['E3']],
  ['FAIL beside 0', { ...fail, ErrorCode: 0 }, ['E3']],
  ['a code of no list', { ...fail, ErrorCode: 30002 }, ['E4']],
  ['a code below the range', { ...fail, ErrorCode: 59999 }, ['E4']],
  ['a code above the range', { ...fail, ErrorCode: 80000 }, ['E4']],
  ['an empty ErrorInfo', { ...fail, ErrorInfo: '' }, ['E4']],
  ['lists beside FAIL', { ...fail, ResultItem: ok.ResultItem }, ['E5']],
  ['lists deep beside FAIL', { ...fail, Data: { ResultItem: ok.ResultItem } }, ['E5']],
  ['CurrentSequence negative', { ...ok, CurrentSequence: -1 }, ['S1']],
  ['CurrentSequence as a string', { ...ok, CurrentSequence: '2' }, ['S1']],
  [
    'CurrentSequence and a count wrong',
    { ...ok, CurrentSequence: 1.5, ResultItem: [{ GroupName: 'a', FriendNumber: -1 }] },
    ['S1', 'S2'],
  ],
  ['ResultItem an object', { ...ok, ResultItem: {} }, ['S2']],
  ['ResultItem null', { ...ok, ResultItem: null }, ['S2']],
  ['FriendNumber as a string', { ...ok, ResultItem: [{ GroupName: 'a', FriendNumber: '1' }] }, ['S2']],
  ['To_Account null', { ...ok, ResultItem: [{ GroupName: 'a', FriendNumber: 0, To_Account: null }] }, ['S2']],
  [
    'a user that is no string',
    { ...ok, ResultItem: [{ GroupName: 'a', FriendNumber: 1, To_Account: [7] }] },
    ['S2'],
  ],
  [
    'a name twice',
    {
      ...ok,
      ResultItem: [
        { GroupName: 'a', FriendNumber: 0 },
        { GroupName: 'a', FriendNumber: 0 },
      ],
    },
    ['S2'],
  ],
  ['an envelope fault beside a list fault', { ...ok, ErrorInfo: 1, ResultItem: [1] }, ['E2', 'S2']],
];

for (const [title, body, breached] of cases) {
  test(`${title}: ${breached.join(', ') || 'nothing breached'}`, () => {
    assert.deepEqual(clausesBreached(body), breached);
  });
}

test('a status other than 200 breaches E1 beside what the body breaches', () => {
  assert.deepEqual(clausesBreached(fail, { status: 400 }), ['E1']);
  assert.deepEqual(clausesBreached('', { status: 500 }), ['E1', 'E2']);
});

test('Content-Type and unnamed fields are notes', () => {
  const body = Buffer.from(JSON.stringify({ ...ok, RequestId: 'r' }));
  const { notes } = judgeResponse({ status: 200, contentType: 'text/html', body });
  assert.deepEqual(
    notes.map(({ clause }) => clause),
    ['E7', 'E6'],
  );
  assert.deepEqual(
    judgeResponse({ status: 200, contentType: 'application/json; charset=utf-8', body }).notes.length,
    1,
  );
});

test('bytes that are no UTF-8 breach E2', () => {
  const { breaches } = judgeResponse({
    status: 200,
    contentType: 'application/json',
    body: Buffer.from([0x7b, 0xff, 0x7d]),
  });
  assert.deepEqual(
    breaches.map(({ clause }) => clause),
    ['E2'],
  );
});

test('deep nesting is judged, not recursed into', () => {
  const depth = 200_000;
  const body = `{"ActionStatus":"FAIL","ErrorCode":30001,"ErrorInfo":"x","a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  const started = performance.now();
  judgeResponse({ status: 200, contentType: 'application/json', body: Buffer.from(body) });
  assert.ok(performance.now() - started < 5_000);
});

test('a reason that is kept shows control characters of the target as escapes', () => {
  const body = Buffer.from('\u001b[31m\u202Eoops');
  const judgement = judgeResponse({ status: 200, contentType: undefined, body });
  assert.equal(
    kept(judgement, new Secrets()).breaches[0]?.reason,
    'the body is not JSON: it begins "\\u001b[31m\\u202eoops"',
  );
});
