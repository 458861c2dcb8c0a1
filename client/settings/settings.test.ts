import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UsageError } from './run-errors.ts';
import { readServedApp, readTarget, type ServedApp } from './settings.ts';
import { variablesOfNamedTarget } from './target-variables.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
after(() => rmSync(folder, { recursive: true }));
const emptyFile = join(folder, 'empty');
writeFileSync(emptyFile, '\n');
const longFile = join(folder, 'long');
writeFileSync(longFile, 'x'.repeat(4097));

const noEmbedded = () => assert.fail('the embedded target is not wanted here');
const credentials = { TARGET_SECRET_KEY: 'k' };

test('without a target the embedded one serves, with the variables given', async () => {
  const env = { TARGET_SDKAPPID: '7', TARGET_IDENTIFIER: 'root' };
  const serve = async (app: ServedApp) => {
    assert.deepEqual([app.sdkAppId, app.identifier], [7, 'root']);
    return 'http://127.0.0.1:1';
  };
  const target = await readTarget(env, serve, {}, true);
  assert.equal(target.embedded, true);
  assert.equal(target.url.href, 'http://127.0.0.1:1/');
});

test('a region names its host', async () => {
  for (const [region, host] of [
    ['china', 'console.tim.qq.com'],
    ['singapore', 'adminapisgp.im.qcloud.com'],
    ['seoul', 'adminapikr.im.qcloud.com'],
    ['frankfurt', 'adminapiger.im.qcloud.com'],
  ]) {
    const target = await readTarget({ ...credentials, TARGET_REGION: region }, noEmbedded);
    assert.equal(target.url.href, `https://${host}/`);
  }
});

test('a region of a later edition, and a backup host, are named by edition and region', async () => {
  for (const [edition, region, host] of [
    ['2021-09-28', 'singapore-backup', 'adminapisgp.my-imcloud.com'],
    ['2024', 'mumbai', 'adminapiind.im.qcloud.com'],
    ['2024-02-07', 'jakarta', 'adminapiidn.im.qcloud.com'],
    ['2024-09-25', 'silicon-valley-backup', 'adminapiusa.my-imcloud.com'],
    ['2025-12-15', 'tokyo', 'adminapijpn.im.qcloud.com'],
    ['auto', 'tokyo', 'adminapijpn.im.qcloud.com'],
    ['auto', 'mumbai', 'adminapiind.im.qcloud.com'],
  ]) {
    const env = { ...credentials, TARGET_EDITION: edition, TARGET_REGION: region };
    const target = await readTarget(env, noEmbedded);
    assert.equal(target.url.href, `https://${host}/`);
    assert.equal(target.region, region);
  }
});

test('a base path is kept, its last slash is not', async () => {
  const target = await readTarget({ ...credentials, TARGET_URL: 'https://gateway.test/im/' }, noEmbedded);
  assert.equal(target.url.pathname, '/im');
});

const named = { TARGET_URL: 'https://a.test' };

const refused: [title: string, env: Record<string, string>, message: RegExp][] = [
  ['no URL', { ...credentials, TARGET_URL: 'nonsense' }, /TARGET_URL is not a URL/],
  ['another scheme', { ...credentials, TARGET_URL: 'ftp://x' }, /scheme ftp/],
  ['plain HTTP beyond loopback (C1)', { ...credentials, TARGET_URL: 'http://example.test' }, /plain HTTP/],
  [
    'a host that only begins like loopback',
    { ...credentials, TARGET_URL: 'http://127.0.0.1.example.test' },
    /plain HTTP/,
  ],
  ['a user name', { ...credentials, TARGET_URL: 'https://me@example.test' }, /user name/],
  ['a query', { ...credentials, TARGET_URL: 'https://example.test?a=1' }, /query/],
  ['the path twice', { ...credentials, TARGET_URL: 'https://example.test/v4/sns/group_get' }, /leave it off/],
  ['URL and region', { ...credentials, TARGET_URL: 'https://a.test', TARGET_REGION: 'seoul' }, /keep one/],
  [
    'a region that a later edition names',
    { ...credentials, TARGET_REGION: 'tokyo' },
    /^TARGET_REGION is 'tokyo', which edition 2021-09-28 does not name; set TARGET_EDITION to 2025-12-15$/,
  ],
  [
    'a region that the edition names no more',
    { ...credentials, TARGET_EDITION: '2025-12-15', TARGET_REGION: 'mumbai' },
    /set TARGET_EDITION to 2024-02-07 or 2024-09-25$/,
  ],
  ['an unknown region', { ...credentials, TARGET_REGION: 'mars' }, /choose one of china/],
  ['a region out of a prototype', { ...credentials, TARGET_REGION: 'constructor' }, /choose one of china/],
  ['no credentials', { TARGET_URL: 'https://a.test' }, /TARGET_SECRET_KEY/],
  ...variablesOfNamedTarget.map((name): [string, Record<string, string>, RegExp] => [
    `${name} without a target`,
    { [name]: '1' },
    new RegExp(`^${name} is set, but no target is; set TARGET_URL`),
  ]),
  ['an empty URL', { TARGET_URL: '' }, /^TARGET_URL is set and empty/],
  ['a misspelt URL', { TARGET_ULR: 'https://a.test' }, /^TARGET_ULR .* is TARGET_URL meant\?/],
  ['an sdkappid that is none', { ...named, TARGET_SDKAPPID: '12a' }, /TARGET_SDKAPPID/],
  ['an unknown edition', { ...named, TARGET_EDITION: '1999' }, /choose one of 2021-09-28/],
  [
    'a missing fixtures file',
    { ...named, TARGET_FIXTURES: '/nowhere.yaml' },
    /^cannot read the fixtures file \/nowhere\.yaml: there is no such file; check the path \(ENOENT\)$/,
  ],
  [
    'a missing key file',
    { ...named, TARGET_SECRET_KEY_FILE: '/nowhere.key' },
    /^cannot read TARGET_SECRET_KEY_FILE \/nowhere\.key: there is no such file/,
  ],
  ['an empty key file', { ...named, TARGET_SECRET_KEY_FILE: emptyFile }, /is empty/],
  [
    'a device as key file',
    { ...named, TARGET_SECRET_KEY_FILE: '/dev/null' },
    /it is a device; name a file or a pipe$/,
  ],
  [
    'a file that holds no key',
    { ...named, TARGET_SECRET_KEY: 'k'.repeat(4097) },
    /^TARGET_SECRET_KEY holds 4097 characters, .*4096/,
  ],
  [
    'a long file as UserSig',
    { ...named, TARGET_USERSIG_FILE: longFile },
    /^TARGET_USERSIG_FILE .*long holds 4097 characters, .*4096/,
  ],
  ['a key and its file', { ...named, ...credentials, TARGET_SECRET_KEY_FILE: '/dev/null' }, /keep one/],
  [
    'a UserSig and its file',
    { TARGET_URL: 'https://a.test', TARGET_USERSIG: 'x', TARGET_USERSIG_FILE: '/dev/null' },
    /keep one/,
  ],
  [
    'a missing CA file',
    { ...named, TARGET_CA: '/nowhere.pem' },
    /^cannot read TARGET_CA \/nowhere\.pem: there is no such file/,
  ],
];

for (const [title, env, message] of refused) {
  test(`refused: ${title}`, async () => {
    await assert.rejects(readTarget(env, noEmbedded), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  });
}

const givenByOption: [env: Record<string, string>, givenAs: Record<string, string>, message: RegExp][] = [
  [{ TARGET_EDITION: '2023' }, { TARGET_EDITION: '--edition' }, /^--edition is '2023'; choose one of 2021-/],
  [{ TARGET_URL: 'ftp://x' }, { TARGET_URL: '--target' }, /^--target has the scheme ftp; /],
  [
    { TARGET_URL: 'https://a.test', TARGET_REGION: 'seoul' },
    { TARGET_URL: '--target' },
    /^both --target and TARGET_REGION are set; /,
  ],

  [{ TARGET_CA: '/nowhere.pem' }, { TARGET_CA: '--ca' }, /^cannot read --ca \/nowhere\.pem: /],
];

for (const [env, givenAs, message] of givenByOption) {
  test(`an error names what the user wrote: ${message.source}`, async () => {
    await assert.rejects(readTarget({ ...credentials, ...named, ...env }, noEmbedded, givenAs), { message });
  });
}

test('a served app names what the user wrote as well', () => {
  const givenAs = { TARGET_EDITION: '--edition' };
  assert.throws(() => readServedApp({ TARGET_EDITION: '2023' }, givenAs), /^UsageError: --edition is '2023'/);
});

test('a secret is read from a file, less the end of its line', async () => {
  const file = join(folder, 'secret');
  writeFileSync(file, ' k e y \r\n');
  const env = { TARGET_URL: 'https://a.test' };
  const byKey = await readTarget({ ...env, TARGET_SECRET_KEY_FILE: file }, noEmbedded);
  assert.deepEqual(byKey.credential, { kind: 'key', secretKey: ' k e y ' });
  const bySig = await readTarget({ ...env, TARGET_USERSIG_FILE: file }, noEmbedded);
  assert.deepEqual(bySig.credential, { kind: 'userSig', userSig: ' k e y ' });
});

test('a target knows the proxy of the environment', async () => {
  const HTTPS_PROXY = 'http://proxy.test:3128';
  const proxyOf = async (url: string, env: Record<string, string>) => {
    const target = await readTarget({ ...credentials, TARGET_URL: url, ...env }, noEmbedded);
    return [target.proxy, target.proxyUrl];
  };
  assert.deepEqual(await proxyOf('https://a.test', { HTTPS_PROXY }), ['HTTPS_PROXY', HTTPS_PROXY]);
  assert.deepEqual(await proxyOf('https://a.test', { HTTPS_PROXY, NO_PROXY: 'a.test' }), [
    undefined,
    undefined,
  ]);
  assert.deepEqual(await proxyOf('http://127.0.0.1:8', { HTTPS_PROXY }), [undefined, undefined]);
});
