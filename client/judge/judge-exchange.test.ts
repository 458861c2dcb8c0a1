import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ClauseId } from '../../spec/generated/contract.ts';
import { path, samples } from '../../spec/generated/contract.ts';
import { signUserSig } from '../credentials/usersig.ts';
import { type ForeignExchange, judgeExchange } from './judge-exchange.ts';
import { Knowledge } from './knowledge.ts';

const userSig = signUserSig('a key', 88888888, 'admin', 60);
const query = {
  sdkappid: '88888888',
  identifier: 'admin',
  usersig: userSig,
  random: '7',
  contenttype: 'json',
};
const url = `https://console.tim.qq.com${path}?${new URLSearchParams(query)}`;
const headers = { 'Content-Type': 'application/json', 'Content-Length': '9' };
/** As a fixtures file declares the page's sample data. */
const declared = {
  accounts: {
    populated: {
      id: 'id',
      currentSequence: 2,
      lists: {
        group1: ['friend1'],
        group2: ['friend1', 'friend2'],
        group3: ['friend1', 'friend2', 'friend3'],
      },
    },
    empty: { id: 'loner' },
    unknown: { id: 'no_such_account' },
  },
};

const first = { From_Account: 'id', LastSequence: 0 };
const ok = samples.BasicResponse;
const [group1, group2, group3] = ok.ResultItem;
const fail = (ErrorCode: number) => ({ ActionStatus: 'FAIL', ErrorCode, ErrorInfo: 'it failed' });

/** An exchange as a recording holds it: the request's body and the response's, and what differs from a plain one. */
function exchange(body: unknown, response: unknown, other: Partial<ForeignExchange> = {}): ForeignExchange {
  return {
    request: { method: 'POST', url, body: JSON.stringify(body) },
    response: { status: 200, headers, body: JSON.stringify(response) },
    knowledge: declared,
    ...other,
  };
}

const unknownToUs = { knowledge: {} };
const withQuery = (changed: Record<string, string>, body: unknown = first) => ({
  request: { query: { ...query, ...changed }, body },
});
const without = (name: keyof typeof query) => {
  const { [name]: _, ...rest } = query;
  return { request: { query: rest, body: first } };
};

const cases: [title: string, exchange: ForeignExchange, breached: ClauseId[]][] = [
  ['the basic sample', exchange(samples.BasicRequest, ok), []],
  ['the complete sample', exchange(samples.CompleteRequest, samples.CompleteResponse), []],
  ['bodies as JSON values', { request: { url, body: first }, response: { status: 200, body: ok } }, []],
  ['a query in place of a URL', exchange(first, ok, withQuery({})), []],
  ['a path alone, without a query', exchange(first, ok, { request: { url: path, body: first } }), []],
  [
    'a base path, a URL object, a method in lower case',
    exchange(first, ok, {
      request: { method: 'post', url: new URL(`http://127.0.0.1:8080/base${path}`), body: first },
    }),
    [],
  ],
  [
    'bytes in their coding, header names in any case',
    exchange(first, ok, {
      request: { url, body: Buffer.from(JSON.stringify(first)) },
      response: {
        status: 200,
        headers: { 'CONTENT-ENCODING': ['gzip'], 'content-length': '1' },
        body: gzipSync(JSON.stringify(ok)),
      },
    }),
    [],
  ],
  [
    'a text that its reader decoded, beside the header of its coding',
    exchange(first, ok, {
      response: { status: 200, headers: { 'content-encoding': 'gzip' }, body: JSON.stringify(ok) },
    }),
    [],
  ],
  [
    'bytes that are not in their coding',
    exchange(first, ok, {
      response: {
        status: 200,
        headers: { 'content-encoding': 'gzip', 'content-length': '3' },
        body: Buffer.from('{}{'),
      },
    }),
    ['E2'],
  ],
  ['another status', exchange(first, ok, { response: { status: 500, headers, body: ok } }), ['E1']],
  ['no JSON', exchange(first, ok, { response: { status: 200, headers, body: '<html>' } }), ['E2']],
  ['an empty text, without headers', exchange(first, ok, { response: { status: 200 } }), ['E2']],
  [
    'GET gets OK without lists',
    exchange(first, { ...ok, ResultItem: [] }, { request: { method: 'GET', url } }),
    ['C4'],
  ],
  [
    'PUT gets lists without an envelope',
    exchange(first, { ResultItem: [group1] }, { request: { method: 'PUT', url } }),
    ['C4'],
  ],
  ['OK beside a code', exchange(first, { ...ok, ErrorCode: 7 }), ['E3']],
  ['an undocumented code', exchange(first, fail(30002)), ['E4', 'S3']],
  ['lists beside FAIL', exchange(first, { ...ok, ...fail(60001) }), ['E5']],
  ['another sequence than declared', exchange(first, { ...ok, CurrentSequence: 3 }), ['S1']],
  ['ResultItem an object', exchange(first, { ...ok, ResultItem: {} }), ['S2']],
  ['a list missing', exchange(first, { ...ok, ResultItem: [group1, group2] }), ['S3']],
  [
    'no lists at the current sequence',
    exchange({ ...first, LastSequence: 2 }, { ...ok, ResultItem: [] }),
    [],
  ],
  [
    'some lists at the current sequence',
    exchange({ ...first, LastSequence: 2 }, { ...ok, ResultItem: [group3] }),
    ['S4'],
  ],
  ['more lists than named', exchange({ ...first, GroupName: ['group1'] }, ok), ['S5']],
  [
    'a count that the users belie',
    exchange(
      { ...first, NeedFriend: 'Need_Friend_Type_Yes', GroupName: ['group1'] },
      { ...ok, ResultItem: [{ ...group1, To_Account: ['friend1', 'friend2'] }] },
    ),
    ['S6'],
  ],
  [
    'users that nobody asked for',
    exchange(first, { ...ok, ResultItem: [{ ...group1, To_Account: ['friend1'] }, group2, group3] }),
    ['S7'],
  ],
  [
    'another count than declared',
    exchange(first, { ...ok, ResultItem: [{ ...group1, FriendNumber: 9 }, group2, group3] }),
    ['S8'],
  ],
  [
    'a list of somebody else',
    exchange(first, { ...ok, ResultItem: [...ok.ResultItem, { GroupName: 'x', FriendNumber: 1 }] }),
    ['S10'],
  ],
  ['a correct pull refused as incorrect', exchange(first, fail(30001)), ['S3']],
  ['an account that exists reported missing', exchange(first, fail(30003)), ['S3']],
  ['a rejection for credentials or frequency', exchange(first, fail(70009)), []],
  ['a rejection of a caller who may be no admin', exchange(first, fail(30004)), []],
  ['a code that says "try again"', exchange(first, fail(30006)), []],
  ['an incorrect parameter gets OK', exchange({ ...first, LastSequence: '0' }, ok), ['F1']],
  ['an incorrect parameter fails', exchange({ ...first, LastSequence: '0' }, fail(30001)), []],
  ['a field missing gets OK', exchange({ From_Account: 'id' }, ok), ['F1']],
  [
    'LastSequence missing, where it is optional',
    exchange({ From_Account: 'id' }, ok, { edition: '2024-02-07' }),
    [],
  ],
  [
    'null for an optional field gets anything',
    exchange({ ...first, GroupName: null }, { ...ok, ResultItem: [] }),
    [],
  ],
  [
    'more names than the edition allows get anything',
    exchange(
      { ...first, GroupName: Array.from({ length: 33 }, (_, n) => `group${n}`) },
      { ...ok, ResultItem: [] },
      { edition: '2024-09-25' },
    ),
    [],
  ],
  ['a sequence beyond 31 bits is refused', exchange({ ...first, LastSequence: 2 ** 31 }, fail(30001)), []],
  [
    'a sequence beyond 31 bits gets OK without lists',
    exchange({ ...first, LastSequence: 2 ** 31 }, { ...ok, ResultItem: [] }),
    ['S3'],
  ],
  ['an array for a body gets OK', exchange([first], ok), ['F4']],
  ['no JSON for a body gets OK', exchange(first, ok, { request: { url, body: '{' } }), ['F4']],
  ['no body gets OK', exchange(first, ok, { request: { url } }), ['F4']],
  ['no UserSig gets OK', exchange(first, ok, without('usersig')), ['F5']],
  ['no sdkappid fails', exchange(first, fail(60012), without('sdkappid')), []],
  ['random out of range gets any envelope', exchange(first, fail(60001), withQuery({ random: '-1' })), []],
  [
    'another contenttype gets anything in an envelope',
    exchange(first, { ...ok, ResultItem: 7 }, withQuery({ contenttype: 'xml' })),
    [],
  ],
  [
    'an account that does not exist gets OK',
    exchange({ ...first, From_Account: 'no_such_account' }, ok),
    ['F2'],
  ],
  [
    'an account that does not exist fails',
    exchange({ ...first, From_Account: 'no_such_account' }, fail(30003)),
    [],
  ],
  ['an account without lists gets some', exchange({ ...first, From_Account: 'loner' }, ok), ['S10']],
  ['lists of a strange account', exchange({ ...first, From_Account: 'x' }, ok), []],
  ['a strange account that fails as missing', exchange(first, fail(30003), unknownToUs), []],
  ['a strange account, and a broken envelope', exchange(first, { ...ok, ErrorInfo: 7 }, unknownToUs), ['E2']],
  [
    'a strange account, and lists that nobody asked for',
    exchange({ ...first, GroupName: ['group1'] }, ok, unknownToUs),
    ['S5'],
  ],
  ['GET yields lists', exchange(first, ok, { request: { method: 'GET', url, body: first } }), ['C4']],
  [
    'GET gets 405 and a page',
    exchange(first, ok, {
      request: { method: 'GET', url },
      response: { status: 405, headers, body: '<html>' },
    }),
    [],
  ],
];

for (const [title, given, breached] of cases) {
  test(`${title}: ${breached.join(', ') || 'nothing breached'}`, () => {
    const { breaches, judged } = judgeExchange(given);
    assert.deepEqual([...new Set(breaches.map(({ clause }) => clause))], breached, JSON.stringify(breaches));
    assert.ok(judged.length > 0);
    for (const clause of breached) assert.ok(judged.includes(clause), `${clause} is not among the judged`);
  });
}

const nothing = { breaches: [], notes: [], judged: [], learned: undefined };
const notOurs: [title: string, exchange: ForeignExchange][] = [
  [
    'another call',
    exchange(first, 'x', { request: { url: 'https://x.test/v4/sns/group_add', body: first } }),
  ],
  ['a page', exchange(first, 'x', { request: { method: 'GET', url: 'https://x.test/' } })],
  ['what is no URL', exchange(first, 'x', { request: { url: 'http://[', body: first } })],
  ['a call that got no answer', exchange(first, 'x', { response: { status: 0 } })],
  ['an answer of a gateway', exchange(first, 'x', { response: { status: 502, body: '<html>' } })],
  [
    'an answer that the network cut short',
    exchange(first, 'x', { response: { status: 200, body: Buffer.from('{"ActionStatus":"O') } }),
  ],
];
for (const [title, given] of notOurs) {
  test(`${title}: nothing judged`, () => assert.deepEqual(judgeExchange(given), nothing));
}

test('what one exchange teaches, the next is held to', () => {
  const knowledge = new Knowledge();
  const judge = (body: object, response: object) => {
    const { breaches, learned } = judgeExchange(exchange(body, response, { knowledge }));
    if (learned) knowledge.learn(learned);
    return breaches.map(({ clause, reason, pointer }) => [clause, reason, pointer]);
  };
  assert.deepEqual(judge(first, ok), []);
  assert.deepEqual(judge(first, { ...ok, ResultItem: [group3, group1, group2] }), []);
  assert.deepEqual(judge(first, { ...ok, ResultItem: [group1, group3] }), [
    ['S3', 'lists are missing: "group2"', '/ResultItem'],
    ['S9', 'the same request, made again, got other lists', '/ResultItem'],
  ]);
  assert.deepEqual(
    judge({ ...first, GroupName: ['group2'] }, { ...ok, ResultItem: [], CurrentSequence: 4 }),
    [
      ['S1', 'CurrentSequence is 4, elsewhere 2', '/CurrentSequence'],
      ['S5', 'lists are missing: "group2"', '/ResultItem'],
    ],
  );
  assert.deepEqual(judge(first, fail(30003)), [
    ['S3', 'a correct pull failed with 30003 (The requested account does not exist)', ''],
  ]);
});

test('judging alone teaches nothing', () => {
  const knowledge = new Knowledge();
  judgeExchange(exchange(first, ok, { knowledge }));
  assert.equal(knowledge.account('id').sequence, undefined);
  assert.equal(knowledge.exists('id'), undefined);
  assert.deepEqual(
    judgeExchange(exchange(first, { ...ok, ResultItem: [group1] }, { knowledge })).breaches,
    [],
  );
});

test('fields without a name in the source and a Content-Type that is not JSON are notes', () => {
  const given = exchange(first, { ...ok, RequestId: 'x' }, {});
  const { notes } = judgeExchange({
    ...given,
    response: { ...given.response, headers: { 'content-type': 'text/html' } },
  });
  assert.deepEqual(notes, [
    { clause: 'E7', text: 'Content-Type is text/html' },
    { clause: 'E6', text: 'the source does not name RequestId' },
  ]);
});

test('the UserSig of the request is masked in reasons, pointers and notes', () => {
  const sources: [body: object, headers?: Record<string, string>][] = [
    [{ ...ok, [userSig]: 1 }],
    [ok, { 'content-type': userSig }],
    [{ ...fail(60001), [userSig]: { ResultItem: [1] } }],
    [{ ...ok, ResultItem: [...ok.ResultItem, { GroupName: `a ${userSig}`, FriendNumber: 1 }] }],
  ];
  for (const [body, changed = headers] of sources) {
    const given = exchange(first, body);
    const { breaches, notes } = judgeExchange({
      ...given,
      response: { ...given.response, headers: changed },
    });
    const text = JSON.stringify([breaches, notes]);
    assert.match(text, /\*\*\*/);
    for (let at = 0; at + 16 <= userSig.length; at += 1)
      assert.ok(!text.includes(userSig.slice(at, at + 16)), text);
  }
});
