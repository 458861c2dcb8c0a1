import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { Secrets } from '../../client/credentials/secrets.ts';
import { decodeContent } from '../../client/judge/content-encoding.ts';
import { judgeResponse } from '../../client/judge/judge-response.ts';
import { embeddedFixtures, parseFixtures } from '../../client/settings/fixtures.ts';
import { UsageError } from '../../client/settings/run-errors.ts';
import { readTarget } from '../../client/settings/settings.ts';
import { AnswerJudge } from '../../load/judge/answer-judge.ts';
import { LatencyHistogram } from '../../load/latency.ts';
import { parseProfile, readProfile } from '../../load/schedule/profile.ts';
import { hostileRun } from '../report/example-runs.ts';
import { html } from '../report/formats/html.ts';
import { junit } from '../report/formats/junit.ts';
import { markdown } from '../report/formats/markdown.ts';
import { contractLines, loadLines } from '../report/formats/terminal.ts';
import { parseGate } from '../run/gate-config.ts';

/**
 * Whatever the harness reads, it returns a value or reports the problem, soon; it never throws another error. NIGHTLY=1 tries
 * fifty times as many inputs.
 */

const numRuns = process.env.NIGHTLY ? 20_000 : 400;
const slowestMs = 1000;

/** Tries a reader on many inputs. An error that it throws must be of the given kind and fit on a line. */
function tryOn<T>(
  title: string,
  inputs: fc.Arbitrary<T>,
  read: (input: T) => unknown,
  mayThrow: new (message: string) => Error,
): void {
  test(title, async () => {
    await fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        const startMs = performance.now();
        try {
          await read(input);
        } catch (error) {
          assert.ok(error instanceof mayThrow, `${(error as Error).stack}`);
          assert.doesNotMatch(error.message, /\n/);
          assert.ok(error.message.length > 10 && error.message.length < 2000, error.message);
        }
        assert.ok(performance.now() - startMs < slowestMs, 'it took too long');
      }),
      { numRuns },
    );
  });
}

class Nothing extends Error {}

/** Characters of several code points, wide ones, and ones from right to left; all of Unicode's take long to set up. */
const graphemes = fc.constantFrom(
  'a',
  'é',
  'e\u0301',
  '👩‍👩‍👧',
  '🇩🇪',
  '한',
  '漢',
  'ﷺ',
  'न्दी',
  '\u0600',
  '👍🏽',
  'ｱ',
);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: process.env.NIGHTLY ? 'grapheme' : graphemes, maxLength: 200 }),
  fc.constantFrom('\u202e\u0000\u001b[2J', '&a [*a]', '? : -', '!!binary x', '<<: *x', '%YAML 9', '\ud800'),
);

/** A value with one part replaced, added or left out: readers go wrong where a value is nearly right. */
function nearly(value: unknown): fc.Arbitrary<unknown> {
  const odd = fc.oneof(fc.jsonValue(), anyText, fc.constantFrom(null, -1, 1e308, '', [], {}, true));
  if (Array.isArray(value)) {
    return fc.oneof(
      odd,
      ...value.map((item, index) => nearly(item).map((other) => value.with?.(index, other) ?? [other])),
      odd.map((other) => [...value, other]),
    );
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return fc.oneof(
      odd,
      ...entries.map(([name, inner]) => nearly(inner).map((other) => ({ ...value, [name]: other }))),
      fc
        .tuple(fc.oneof(anyText, fc.constantFrom('__proto__', 'constructor', 'name')), odd)
        .map(([name, other]) => Object.fromEntries([...entries, [name, other]])),
      ...entries.map(([left]) => fc.constant(Object.fromEntries(entries.filter(([name]) => name !== left)))),
    );
  }
  return odd;
}

const asYaml = (value: unknown) => nearly(value).map((other) => stringify(other));

tryOn(
  'a load profile',
  fc.oneof(anyText, asYaml(readProfile('over')), asYaml(readProfile('capacity'))),
  (text) => parseProfile(text, 'fuzzed.yaml'),
  UsageError,
);
tryOn(
  'the configuration of the gate',
  fc.oneof(
    anyText,
    asYaml({ suite: { ratePerSecond: 50, required: ['S5'] }, profiles: ['over', { profile: 'ceiling' }] }),
  ),
  (text) => parseGate(text, 'fuzzed.yaml'),
  UsageError,
);

tryOn(
  'a fixtures file',
  fc.oneof(anyText, asYaml({ ...embeddedFixtures(), identities: { nonAdmin: { identifier: 'x' } } })),
  (text) => parseFixtures(text, 'fuzzed.yaml'),
  UsageError,
);

const variables = [
  'URL',
  'REGION',
  'SDKAPPID',
  'IDENTIFIER',
  'SECRET_KEY',
  'USERSIG',
  'EDITION',
  'CA',
  'FIXTURES',
];
tryOn(
  'the environment',
  fc.record(
    Object.fromEntries(
      variables.map((name) => [
        `TARGET_${name}`,
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.constantFrom('', '7', 'http://[::1]:8/a', 'seoul', 'https://é.test/%zz'),
        ),
      ]),
    ),
    { requiredKeys: [] },
  ),
  (env) => readTarget(env, async () => 'http://127.0.0.1:1'),
  UsageError,
);

const okay = {
  ResultItem: [{ GroupName: 'group1', FriendNumber: 1, To_Account: ['friend1'] }],
  CurrentSequence: 2,
  ActionStatus: 'OK',
  ErrorCode: 0,
  ErrorInfo: '',
  ErrorDisplay: '',
};
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  anyText.map((text) => Buffer.from(text)),
  nearly(okay).map((value) => Buffer.from(JSON.stringify(value) ?? '')),
);
const statuses = fc.oneof(fc.constant(200), fc.integer({ min: 200, max: 599 }));
const types = fc.option(fc.oneof(fc.constant('application/json; charset=utf-8'), anyText), {
  nil: undefined,
});

tryOn(
  'a response',
  fc.tuple(statuses, types, bodies),
  ([status, contentType, body]) => judgeResponse({ status, contentType, body }, '2021-09-28'),
  Nothing,
);

const underLoad = new AnswerJudge(
  '2021-09-28',
  { From_Account: 'id', LastSequence: 0, NeedFriend: 'Need_Friend_Type_Yes' },
  new Secrets(),
);
underLoad.takeBaseline({
  kind: 'response',
  status: 200,
  headers: new Map(),
  body: Buffer.from(JSON.stringify(okay)),
});
tryOn(
  'a response under load',
  fc.tuple(statuses, bodies, fc.constantFrom(undefined, 'gzip', 'br', 'deflate', 'gzip, br', 'x')),
  ([status, body, coding]) =>
    underLoad.judge({
      kind: 'response',
      status,
      headers: new Map(coding === undefined ? [] : [['content-encoding', coding]]),
      body,
    }),
  Nothing,
);
tryOn(
  'a coded body',
  fc.tuple(
    fc.oneof(
      bodies,
      bodies.map((body) => gzipSync(body)),
      bodies.map((body) => gzipSync(body).subarray(0, -9)),
    ),
    fc.constantFrom('gzip', 'x-gzip', 'br', 'deflate', 'identity', 'gzip, gzip', 'zstd', ''),
  ),
  ([body, coding]) => decodeContent(body, coding, 10_000),
  Error,
);
tryOn(
  'a histogram of a record',
  fc.oneof(
    fc.base64String({ maxLength: 400 }),
    anyText,
    fc.integer({ min: 0, max: 60 }).map((cut) => new LatencyHistogram().encoded().slice(0, cut)),
  ),
  (text) => {
    try {
      return LatencyHistogram.decoded(text);
    } catch {
      // The reader of the record reports the problem; here decoding must only end.
      return undefined;
    }
  },
  Nothing,
);

const reporters = { html, junit, markdown };
for (const [name, report] of Object.entries(reporters))
  tryOn(`${name} of a record with odd texts`, anyText, (text) => report(hostileRun(text)), Nothing);
tryOn(
  'the terminal, of a record with odd texts, at any width',
  fc.tuple(anyText, fc.integer({ min: 0, max: 200 })),
  ([text, columns]) => {
    const { contract, loads } = hostileRun(text);
    const lines = [
      ...(contract ? contractLines(contract, { columns, colour: false }) : []),
      ...loads.flatMap((load) => loadLines(load, { columns, colour: false })),
    ];
    assert.doesNotMatch(lines.join('\n'), /[^\P{Cc}\n\t]/u);
  },
  Nothing,
);
