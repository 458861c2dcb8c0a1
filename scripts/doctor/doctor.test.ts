import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parseFixtures, readFixtures } from '../../client/settings/fixtures.ts';
import { readServedApp } from '../../client/settings/settings.ts';
import { referenceSteps, type Steps } from '../../reference/group-get.ts';
import { selfSigned } from '../../reference/self-signed.ts';
import { type ReferenceTargetOptions, startReferenceTarget } from '../../reference/server.ts';
import { call } from '../command/called-command.ts';
import type { Ended } from '../command/spawned-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
after(() => rmSync(folder, { recursive: true }));

const secretKey = 'the-key-that-the-doctor-must-not-tell-0123456789';
const app = readServedApp({ TARGET_SECRET_KEY: secretKey });

/** Calls a command on a reference target of its own. */
async function on(
  options: Partial<ReferenceTargetOptions>,
  name: string,
  given: string[] = [],
  { basePath = '', ...env }: Record<string, string> = {},
): Promise<Ended> {
  const target = await startReferenceTarget({ app, ...options });
  const reports = join(folder, 'reports');
  try {
    const named = {
      TARGET_URL: `${target.url}${basePath}`,
      TARGET_SECRET_KEY: secretKey,
      REPORT_DIR: reports,
    };
    return await call([name, ...given], { ...named, ...env });
  } finally {
    await target.close();
  }
}

function failing(code: number): Partial<Steps> {
  return { authorize: () => code };
}

function serverDate(aheadMs: number): Partial<Steps> {
  const date = new Date(Date.now() + aheadMs).toUTCString();
  return {
    respond: (...given) => {
      const answer = referenceSteps.respond(...given);
      return typeof answer === 'string' ? answer : { ...answer, headers: { ...answer.headers, date } };
    },
  };
}

const fixtures = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

// Together, since most cases wait.
describe('npm run doctor', { concurrency: 8 }, () => {
  const other = fixtures('other.yaml', 'accounts: { populated: { id: id, lists: { group1: [friend2] } } }');
  const nobody = fixtures('nobody.yaml', 'accounts: { populated: { id: nobody } }');
  const notEmpty = fixtures('empty.yaml', 'accounts: { populated: { id: id }, empty: { id: id } }');
  const known = fixtures('known.yaml', 'accounts: { populated: { id: id }, unknown: { id: loner } }');
  const out = { TARGET_URL: 'http://127.0.0.1:9' };
  const cases: [
    title: string,
    options: Partial<ReferenceTargetOptions>,
    env: Record<string, string>,
    code: number,
    told: RegExp,
  ][] = [
    ['all is well', {}, {}, 0, /^✓ lists +3 lists, as the fixtures declare$/m],
    [
      'another key',
      {},
      { TARGET_SECRET_KEY: 'another key' },
      2,
      /^✗ signature .*70009.*\n +→ set TARGET_SECRET_KEY/m,
    ],
    ['no admin', { steps: failing(60010) }, {}, 2, /^✗ signature .*60010.*\n +→ set TARGET_IDENTIFIER/m],
    ['an account that is not there', {}, { TARGET_FIXTURES: nobody }, 2, /^✗ account .*30003/m],
    [
      'lists that are not declared so',
      {},
      { TARGET_FIXTURES: other },
      2,
      /^✗ lists .*'group1' has other users; 'group2' is not declared/m,
    ],
    [
      'an account that is not empty',
      {},
      { TARGET_FIXTURES: notEmpty },
      2,
      /^✗ empty account +'id' has 3 lists/m,
    ],
    ['an account that is known', {}, { TARGET_FIXTURES: known }, 2, /^✗ unknown +'loner' exists/m],
    [
      'no fixtures file',
      {},
      { TARGET_FIXTURES: '/nowhere.yaml' },
      2,
      /^✗ settings +cannot read the fixtures/m,
    ],
    ['no report folder', {}, { REPORT_DIR: '/proc/none' }, 2, /^✗ report folder /m],
    ['out of reach', {}, out, 3, /^✗ TCP .*ECONNREFUSED/m],
    ['no such host', {}, { TARGET_URL: 'https://no-such-host.invalid' }, 3, /^✗ DNS /m],
    [
      'behind a proxy',
      {},
      { TARGET_URL: 'https://no-such-host.invalid', HTTPS_PROXY: 'http://127.0.0.1:9' },
      3,
      /^– TLS +calls go through the proxy of HTTPS_PROXY\n✗ answer .*ECONNREFUSED 127\.0\.0\.1:9/m,
    ],
    [
      'a host that NO_PROXY excepts from the proxy',
      {},
      {
        TARGET_URL: 'https://no-such-host.invalid',
        HTTPS_PROXY: 'http://127.0.0.1:9',
        NO_PROXY: '.invalid',
      },
      3,
      /^✗ DNS /m,
    ],
    [
      'another service',
      { steps: { respond: () => ({ status: 404, headers: {}, body: 'no \u001b[31m' }) } },
      {},
      1,
      /^✗ answer +HTTP 404/m,
    ],
    [
      'a base path that leads elsewhere',
      {},
      { basePath: '/im' },
      2,
      /^✗ answer .*60009.*\n +→ the path is wrong, not the key: TARGET_URL is the base URL, to which \/v4\/sns\/group_get is/m,
    ],
    [
      'a gateway that knows no such path',
      { steps: { respond: () => ({ status: 404, headers: {}, body: '<h1>Not found</h1>' }) } },
      {},
      1,
      /^✗ answer +HTTP 404.*\n +→ the path is wrong, not the key/m,
    ],
    [
      'a service that fails',
      { steps: { respond: () => ({ status: 500, headers: {}, body: 'oops' }) } },
      {},
      1,
      /^✗ answer +HTTP 500.*\n +→ is TARGET_URL the URL of the service/m,
    ],
    ['called too often', { steps: failing(60007) }, {}, 3, /^✗ answer .*60007/m],
    [
      'a clock that is behind',
      { steps: serverDate(400_000) },
      {},
      0,
      /^i clock +\d+ s behind.*\n +→ set this/m,
    ],
    ['a clock that is ahead', { steps: serverDate(-400_000) }, {}, 0, /^i clock +\d+ s ahead of.*future/m],
  ];
  for (const [title, options, env, code, told] of cases) {
    test(`${code}: ${title}`, async () => {
      const ended = await on(options, 'doctor', [], env);
      assert.match(ended.stdout, told);
      assert.equal(ended.code, code, ended.stdout + ended.stderr);
      assert.ok(!ended.stdout.includes(secretKey) && !ended.stdout.includes('\u001b'));
      assert.doesNotMatch(ended.stdout, /eJ[\w*%-]{60,}/);
      assert.equal(ended.stderr, '');
    });
  }

  test('TLS: an issuer that is not trusted is reported before anything is sent; a trusted one is named', async () => {
    const tls = await selfSigned({ ip: ['127.0.0.1'] });
    const arrivals: string[] = [];
    const steps: Partial<Steps> = {
      authorize: (...given) => {
        arrivals.push('call');
        return referenceSteps.authorize(...given);
      },
    };
    const untrusted = await on({ tls, steps }, 'doctor');
    assert.equal(untrusted.code, 3);
    assert.match(untrusted.stdout, /^✗ TLS .*does not verify.*\n +→ set TARGET_CA/m);
    assert.deepEqual(arrivals, []);
    const ca = fixtures('ca.pem', tls.cert);
    const trusted = await on({ tls, steps }, 'doctor', [], { TARGET_CA: ca });
    assert.equal(trusted.code, 0, trusted.stdout);
    assert.match(trusted.stdout, /^✓ TLS +issued by .*, valid until \d{4}-/m);
    assert.ok(arrivals.length >= 1 && arrivals.length <= 6);
  });
});

describe('npm run init', () => {
  test('writes what an account holds, and the suite takes it', async () => {
    const path = join(folder, 'written.yaml');
    const ended = await on({}, 'init', ['--account', app.fixtures.accounts.populated.id, '--out', path]);
    assert.equal(ended.code, 0, ended.stderr);
    const { populated, unknown } = readFixtures(path).accounts;
    assert.deepEqual(populated, app.fixtures.accounts.populated);
    assert.match(unknown?.id ?? '', /^no_such_account_\d+$/);
    const text = readFileSync(path, 'utf8');
    assert.match(text, /# All lists of the account/);
    // What its comments offer is valid where they say.
    const added = text
      .replace('accounts:\n', 'accounts:\n  empty: { id: loner }\n')
      .replace(/# identities:\n# ( {2}nonAdmin: \{.*\}).*/, 'identities:\n$1');
    assert.equal(parseFixtures(added, 'f').identities?.nonAdmin?.identifier, 'a user who is no admin');

    const suite = await call(['contract', '--embedded', '--clause', 'S5'], {
      REPORT_DIR: join(folder, 'suite'),
      TARGET_FIXTURES: path,
    });
    assert.equal(suite.code, 0, suite.stdout + suite.stderr);
    assert.match(suite.stdout, /^S5 +✓ held/m);

    const again = await call(['init', '--out', path]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /written\.yaml already exists; .*--force\n$/);
    assert.equal(readFileSync(path, 'utf8'), text);
    assert.equal((await call(['init', '--out', path, '--force'])).code, 0);
  });

  test('names of any kind come back as they were', async () => {
    const lists = { yes: ['null', '1', '- a'], '#: {': ["it's"], 'ü\n"': [], null: ['~'] };
    const strange = {
      ...app,
      fixtures: { accounts: { populated: { id: 'id', currentSequence: 9, lists } } },
    };
    const path = join(folder, 'strange.yaml');
    const ended = await on({ app: strange }, 'init', ['--account', 'id', '--out', path]);
    assert.equal(ended.code, 0, ended.stderr);
    assert.deepEqual(readFixtures(path).accounts.populated, { id: 'id', currentSequence: 9, lists });
  });

  for (const [title, options, given, code, told] of [
    ['no account', {}, [], 2, /--account ID/],
    [
      'an account without lists',
      {},
      ['--account', 'loner'],
      3,
      /^account 'loner' has no lists; name one .*--account$/m,
    ],
    [
      'an account that holds the key',
      {},
      ['--account', `x${secretKey}`],
      3,
      /^the name of the account holds part of the UserSig or the key, and is not written: x\*\*\*; /,
    ],
    ...[
      ['list', { [`of \u001b ${Buffer.from(secretKey).toString('hex')}`]: [] }],
      ['friend', { a: ['b', secretKey.slice(5, 30)] }],
    ].map(([what, lists]) => [
      `a ${what} that holds the key`,
      { app: { ...app, fixtures: { accounts: { populated: { id: 'id', lists } } } } },
      ['--account', 'id'],
      3,
      new RegExp(
        `^the name of a ${what} holds part of the UserSig or the key, and is not written: (of .u001b )?\\*\\*\\*; `,
      ),
    ]),
    ['an account that is not there', {}, ['--account', 'nobody'], 2, /30003.*--account/],
    [
      'a target that breaks the contract',
      { steps: { success: () => ({ ActionStatus: 'OK' }) } },
      ['--account', 'id'],
      3,
      /breaks/,
    ],
  ] as [string, Partial<ReferenceTargetOptions>, string[], number, RegExp][]) {
    test(`writes nothing for ${title}`, async () => {
      const path = join(folder, `${title}.yaml`);
      const ended = await on(options, 'init', [...given, '--out', path]);
      assert.equal(ended.code, code, ended.stdout);
      assert.match(ended.stderr, told);
      assert.match(ended.stderr, /^[^\p{Cc}]+\n$/u);
      assert.ok(!ended.stderr.includes(secretKey.slice(5, 30)));
      assert.ok(!existsSync(path));
    });
  }
});
