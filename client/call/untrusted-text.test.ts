import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerJudge } from '../../load/judge/answer-judge.ts';
import type { Answer, Call } from '../../reference/group-get.ts';
import { inProcessDispatchers } from '../../reference/in-process-dispatcher.ts';
import { servedApp, targetAt } from '../../reference/reference-fleet.ts';
import { Session } from '../../tests/session.ts';
import { virtualClock } from '../../tests/virtual-clock.ts';
import { Secrets } from '../credentials/secrets.ts';
import { keptLine, keptText, quoted, quotedUnlessPlain, visible } from './untrusted-text.ts';

const none = new Secrets();

test('a sentence is kept on one line, its quotations shortened, invisible characters as escapes', () => {
  assert.equal(keptLine(`list ${quoted('group1')} is there`, none), 'list "group1" is there');
  assert.equal(
    keptLine(`list ${quoted('a\u202eb\u0000\n\u{e0041}')}.`, none),
    'list "a\\u202eb\\u0000\\n\\udb40\\udc41".',
  );
  assert.equal(keptLine(`list ${quoted('x'.repeat(61))}.`, none), `list "${'x'.repeat(60)}…".`);
  assert.equal(keptLine(`list ${quoted('say "hi" \\')}.`, none), 'list "say \\"hi\\" \\\\".');
  assert.equal(
    keptLine(`${quoted('\\'.repeat(90))} and ${quoted('"'.repeat(90))}`, none).match(/…"/g)?.length,
    2,
  );
  assert.equal(keptLine(`${quoted('👍'.repeat(40))}`, none), `"${'👍'.repeat(30)}…"`);
  assert.equal(keptLine('x'.repeat(10_000), none).length, 601);
});

test('short plain text needs no quotation marks', () => {
  assert.equal(quotedUnlessPlain('text/html; charset=utf-8'), 'text/html; charset=utf-8');
  for (const text of ['', ' a', 'a\n', 'a"', 'друг', 'x'.repeat(61)])
    assert.equal(quotedUnlessPlain(text), quoted(text));
});

test('a body keeps its lines, and JSON stays JSON with the same value', () => {
  const value = { 'a\u202e': '\u0085 \u200b', b: ['\u{e0041}', '👍', 'друг'] };
  const shown = keptText(JSON.stringify(value, null, 2), none, 4000);
  assert.deepEqual(JSON.parse(shown), value);
  assert.doesNotMatch(shown, /\u202e|\u0085|\u200b|\u{e0041}/u);
  assert.match(shown, /\n {2}"b"/);
  assert.equal(visible('a\tb\r\n'), 'a\tb\\r\n');
  assert.equal(keptText('x'.repeat(50), none, 10), 'xxxxxxxxxx… (50 characters)');
});

test('text is masked before it is cut, wherever the cut falls', () => {
  const secrets = new Secrets();
  const key = 'a key that is longer than sixteen characters';
  const shortKey = 'short-key';
  secrets.add(key);
  secrets.add(shortKey);
  for (let before = 0; before < 80; before += 1) {
    for (const secret of [key, shortKey]) {
      const text = `${'.'.repeat(before)}${secret}`;
      const kept = [keptLine(quoted(text), secrets), keptText(text, secrets, 60)].join();
      assert.ok(!kept.includes(secret.slice(0, 3)), kept);
    }
  }
  // So many secrets that masks leave room for the text near the end of what is masked.
  for (const secret of [key, shortKey]) {
    const kept = keptText(`${secret}, `.repeat(500), secrets, 60);
    assert.doesNotMatch(kept, /sho|a k/);
  }
});

/** What a target may make of a UserSig. */
const encodings: Record<string, (userSig: string) => string> = {
  'as it is': (userSig) => userSig,
  'percent-encoded': encodeURIComponent,
  'in base64': (userSig) => Buffer.from(userSig).toString('base64'),
  'in hex': (userSig) => Buffer.from(userSig).toString('hex'),
  reversed: (userSig) => [...userSig].reverse().join(''),
};

const okay = {
  ActionStatus: 'OK',
  ErrorCode: 0,
  ErrorInfo: '',
  CurrentSequence: 12,
  ResultItem: [] as object[],
};
const failed = { ActionStatus: 'FAIL', ErrorCode: 30002, ErrorInfo: 'x' };
const json = { 'content-type': 'application/json' };

/** Where a target can put its text. */
const places: Record<string, (text: string) => { headers?: Record<string, string>; body: unknown }> = {
  'a field name': (text) => ({ body: { ...okay, [text]: 1 } }),
  'a field name beside FAIL, with list data': (text) => ({
    body: { ...failed, a: { [text]: { ResultItem: [1] } } },
  }),
  'the value of a field of another type': (text) => ({ body: { ...okay, CurrentSequence: text } }),
  'the value of ActionStatus': (text) => ({ body: { ...okay, ActionStatus: text } }),
  ErrorInfo: (text) => ({ body: { ...failed, ErrorInfo: text } }),
  'a list name': (text) => ({ body: { ...okay, ResultItem: [{ GroupName: text, FriendNumber: 1 }] } }),
  'a user': (text) => ({
    body: { ...okay, ResultItem: [{ GroupName: 'group1', FriendNumber: 1, To_Account: [text] }] },
  }),
  'a body that is no JSON': (text) => ({ body: `<p>${text}` }),
  'Content-Type': (text) => ({ headers: { 'content-type': text }, body: failed }),
  'the value of a header': (text) => ({ headers: { ...json, 'x-echo': text }, body: failed }),
  'the name of a header': (text) => ({
    headers: { ...json, [text.replace(/[^A-Za-z0-9*_%-]/g, '-')]: 'x' },
    body: failed,
  }),
};

const answerOf = (place: string, text: string): Exclude<Answer, string> => {
  const { headers = json, body } = places[place]?.(text) ?? { body: '' };
  return { status: 200, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
};

/** Every part of a UserSig that is long enough to be a leak. */
function leaksOf(userSig: string, encode: (userSig: string) => string): string[] {
  const parts = Array.from({ length: userSig.length - 15 }, (_, at) => userSig.slice(at, at + 16));
  return [...parts, ...parts.map(encode).map((part) => part.slice(2, -4))];
}

for (const place of Object.keys(places)) {
  for (const [encoding, encode] of Object.entries(encodings)) {
    test(`no record of the suite or the load holds the UserSig ${encoding} from ${place}`, async () => {
      const clock = virtualClock();
      let userSig = '';
      const respond = (_: object, call: Call) => {
        userSig = call.query.get('usersig') ?? '';
        return answerOf(place, encode(userSig));
      };
      const dispatchers = inProcessDispatchers({
        app: servedApp,
        steps: { respond },
        limiter: { kind: 'none' },
        clock,
      });
      const options = { clock, dispatchers, generatedRequests: 1, seed: 1, clauses: [] };
      const session = new Session(targetAt('http://127.0.0.1:1'), options);
      const pull = {
        From_Account: session.populated.id,
        LastSequence: 0,
        NeedFriend: 'Need_Friend_Type_Yes',
        GroupName: ['group1'],
      };
      await session.pull(pull);
      const suite = JSON.stringify(session.take());

      const secrets = new Secrets();
      secrets.add(userSig);
      const judge = new AnswerJudge('2021-09-28', pull, secrets);
      const { status, headers, body } = answerOf(place, encode(userSig));
      const wire = { kind: 'response' as const, status, headers: new Map(Object.entries(headers)) };
      judge.takeBaseline({ ...wire, body: Buffer.from(JSON.stringify(okay)) });
      judge.judge({ ...wire, body: Buffer.from(String(body)) });
      const load = JSON.stringify(judge.breaches);

      assert.match(suite, /\*\*\*/);
      const folded = (text: string) => text.toLowerCase().replace(/[*+/=_-]/g, '~');
      for (const leak of leaksOf(userSig, encode)) {
        assert.ok(!folded(suite).includes(folded(leak)), suite);
        assert.ok(!folded(load).includes(folded(leak)), load);
      }
    });
  }
}
