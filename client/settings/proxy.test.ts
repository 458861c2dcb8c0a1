import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { EnvHttpProxyAgent, request } from 'undici';
import { proxyOf } from './proxy.ts';
import { UsageError } from './run-errors.ts';

/** Refuses every tunnel and counts the attempts. */
async function startProxy(): Promise<{ url: string; attempts: () => number }> {
  let attempts = 0;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      attempts += 1;
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, attempts: () => attempts };
}

const one = await startProxy();
const other = await startProxy();

const rows: [url: string, env: Record<string, string>, variable: string | undefined][] = [
  ['https://a.test', {}, undefined],
  ['https://a.test', { HTTPS_PROXY: one.url }, 'HTTPS_PROXY'],
  ['https://a.test', { https_proxy: one.url }, 'https_proxy'],
  ['https://a.test', { https_proxy: one.url, HTTPS_PROXY: other.url }, 'https_proxy'],
  ['https://a.test', { https_proxy: '', HTTPS_PROXY: other.url }, undefined],
  ['https://a.test', { HTTP_PROXY: one.url }, 'HTTP_PROXY'],
  ['https://a.test', { http_proxy: one.url }, 'http_proxy'],
  ['https://a.test', { HTTPS_PROXY: one.url, HTTP_PROXY: other.url }, 'HTTPS_PROXY'],
  ['https://a.test', { HTTPS_PROXY: '', HTTP_PROXY: other.url }, 'HTTP_PROXY'],
  ['https://a.test', { ALL_PROXY: one.url, all_proxy: one.url }, undefined],
  ['https://a.test', { HTTPS_PROXY: one.url, NO_PROXY: 'a.test', no_proxy: '' }, 'HTTPS_PROXY'],
  ['https://a.test', { HTTPS_PROXY: one.url, NO_PROXY: 'b.test', no_proxy: 'a.test' }, undefined],
  ...['*', 'a.test', 'b.test,a.test', 'b.test a.test', 'b.test,\ta.test', '.test', '*.test', 'test'].map(
    (NO_PROXY) => ['https://a.test', { HTTPS_PROXY: one.url, NO_PROXY }, undefined] as (typeof rows)[number],
  ),
  ...['a.test:443', 'A.TEST', '.a.test', '*.a.test'].map(
    (NO_PROXY) => ['https://a.test', { HTTPS_PROXY: one.url, NO_PROXY }, undefined] as (typeof rows)[number],
  ),
  ...['', 'b.test', 'xa.test', 'est', 'a.test:8443', 'x.a.test', '*test', 'b.test,*', ','].map(
    (NO_PROXY) =>
      ['https://a.test', { HTTPS_PROXY: one.url, NO_PROXY }, 'HTTPS_PROXY'] as (typeof rows)[number],
  ),
  ['https://x.a.test', { HTTPS_PROXY: one.url, NO_PROXY: 'a.test' }, undefined],
  ['https://x.a.test', { HTTPS_PROXY: one.url, NO_PROXY: '.a.test:443' }, undefined],
  ['https://a.test:8443', { HTTPS_PROXY: one.url, NO_PROXY: 'a.test:8443' }, undefined],
  ['https://a.test:8443', { HTTPS_PROXY: one.url, NO_PROXY: 'a.test:443' }, 'HTTPS_PROXY'],
  ['https://10.0.0.7', { HTTPS_PROXY: one.url, NO_PROXY: '10.0.0.7' }, undefined],
  ['https://10.0.0.7', { HTTPS_PROXY: one.url, NO_PROXY: '10.0.0.0/8' }, 'HTTPS_PROXY'],
  ['https://[fd00::1]', { HTTPS_PROXY: one.url, NO_PROXY: '[fd00::1]:443' }, undefined],
  ['https://[fd00::1]', { HTTPS_PROXY: one.url, NO_PROXY: '[fd00::1]' }, undefined],
];

/** The URL of the proxy that undici asks for a tunnel when it reads the variables itself; undefined for none. */
async function askedByUndici(url: string, env: Record<string, string>): Promise<string | undefined> {
  const proxyVariable = /^(https?|no|all)_proxy$/i;
  const saved = Object.entries(process.env).filter(([name]) => proxyVariable.test(name));
  for (const [name] of saved) delete process.env[name];
  Object.assign(process.env, env);
  const before = [one.attempts(), other.attempts()];
  let direct = false;
  const agent = new EnvHttpProxyAgent({
    connect: (_options, callback) => {
      direct = true;
      callback(new Error('no call leaves this machine'), null);
    },
  });
  try {
    await assert.rejects(request(url, { dispatcher: agent }));
  } finally {
    await agent.destroy();
    for (const name of Object.keys(env)) delete process.env[name];
    for (const [name, value] of saved) process.env[name] = value;
  }
  const asked = [one, other].filter(({ attempts }, index) => attempts() > (before[index] ?? 0));
  assert.equal(asked.length, direct ? 0 : 1);
  return asked[0]?.url;
}

for (const [url, env, variable] of rows) {
  const words = Object.entries(env).map(([name, value]) => `${name}=${value.replace(/^http:.*/, 'PROXY')}`);
  test(`${url} ${words.join(' ')}: ${variable ?? 'no proxy'}, as undici has it`, async () => {
    const proxy = proxyOf(new URL(url), env);
    assert.deepEqual(proxy, variable && { variable, url: env[variable] });
    assert.equal(await askedByUndici(url, env), proxy?.url);
  });
}

test('loopback never has a proxy', () => {
  for (const url of ['http://127.0.0.1:8', 'https://localhost', 'https://[::1]'])
    assert.equal(proxyOf(new URL(url), { HTTPS_PROXY: one.url, HTTP_PROXY: one.url }), undefined);
});

test('what is no URL of a proxy is a usage error that does not repeat it', () => {
  for (const HTTPS_PROXY of ['proxy.test:3128', 'user:password@proxy.test', 'http://', 'ftp://proxy.test']) {
    assert.throws(
      () => proxyOf(new URL('https://a.test'), { HTTPS_PROXY }),
      (error) => error instanceof UsageError && /^HTTPS_PROXY is not the URL/.test(error.message),
    );
  }
});
