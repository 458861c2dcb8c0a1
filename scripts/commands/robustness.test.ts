import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { readServedApp } from '../../client/settings/settings.ts';
import type { LoadReport } from '../../load/load-report.ts';
import { referenceSteps, type Steps } from '../../reference/group-get.ts';
import { inProcessDispatchers } from '../../reference/in-process-dispatcher.ts';
import type { LimiterOptions } from '../../reference/limiter.ts';
import { selfSigned } from '../../reference/self-signed.ts';
import { startReferenceTarget } from '../../reference/server.ts';
import type { ContractReport } from '../../tests/report/contract-report.ts';
import { virtualClock } from '../../tests/virtual-clock.ts';
import { call } from '../command/called-command.ts';
import { inProcessRunners } from '../run/in-process-runners.ts';

/** Commands in unusual circumstances, in process: odd addresses, small limits, proxies, folders that cannot be written. */

const folder = mkdtempSync(join(tmpdir(), 'robustness-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const secretKey = 'key-of-a-target-under-test';
const app = readServedApp({ TARGET_SECRET_KEY: secretKey });
const suite = ['contract', '--clause', 'S5'];

let folders = 0;
function newFolder(): string {
  folders += 1;
  return join(folder, `${folders}`);
}

const record = <T>(reports: string, name: string) =>
  JSON.parse(readFileSync(join(reports, `${name}.json`), 'utf8')) as T;

/** Forwards requests below a path to another server. */
function forwardTo(base: string, url: string) {
  return (asked: IncomingMessage, answer: ServerResponse) => {
    if (!asked.url?.startsWith(`${base}/`)) {
      answer.writeHead(404).end();
      return;
    }
    const { method = 'POST', headers } = asked;
    const onward = request(url + asked.url.slice(base.length), { method, headers }, (from) => {
      answer.writeHead(from.statusCode ?? 500, from.headers);
      from.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  };
}

/** @returns the port that the server listens on until the test ends */
async function listening(t: TestContext, server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  return (server.address() as AddressInfo).port;
}

const hasIPv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

test('an IPv6 address and a base path with escapes, in suite and load', {
  skip: hasIPv6 ? false : 'this machine has no ::1',
}, async (t) => {
  const reference = await startReferenceTarget({ app, limiter: { kind: 'none' } });
  t.after(() => reference.close());
  const port = await listening(t, createServer(forwardTo('/im/caf%C3%A9', reference.url)), '::1');
  const reports = newFolder();
  const env = {
    TARGET_URL: `http://[::1]:${port}/im/café//`,
    TARGET_SECRET_KEY: secretKey,
    REPORT_DIR: reports,
  };
  const { code, stdout, stderr } = await call(suite, env);
  assert.equal(code, 0, stdout + stderr);
  await call(['load', 'ceiling', '--duration', '1', '--rate', '50'], env);
  const { outcomes, target } = record<LoadReport>(reports, 'load-ceiling');
  assert.equal(outcomes.ok, 50);
  assert.equal(target.url, `http://[::1]:${port}/im/caf%C3%A9`);
});

/** An account of few lists: the suite asks for each of them at once, and this many calls stay far below a low ceiling. */
const fewLists = join(folder, 'few-lists.yaml');
writeFileSync(
  fewLists,
  'accounts: { populated: { id: id, currentSequence: 2, lists: { a: [x], b: [x, y], c: [x, y, z] } }, empty: { id: loner } }',
);

/** Runs the suite in virtual time on a target in this process; the times of its calls are in ms. */
async function suiteInVirtualTime(clause: string, limiter: LimiterOptions) {
  const clock = virtualClock();
  const arrivalsMs: number[] = [];
  const steps: Partial<Steps> = {
    authorize: (...given) => {
      arrivalsMs.push(clock.nowMs());
      return referenceSteps.authorize(...given);
    },
  };
  const served = readServedApp({ TARGET_SECRET_KEY: secretKey, TARGET_FIXTURES: fewLists });
  const dispatchers = inProcessDispatchers({ app: served, limiter, steps, clock });
  const reports = newFolder();
  const env = {
    TARGET_URL: 'http://127.0.0.1:1',
    TARGET_SECRET_KEY: secretKey,
    TARGET_FIXTURES: fewLists,
    REPORT_DIR: reports,
  };
  const runners = inProcessRunners({ clock, dispatchers });
  const { code, stdout, stderr } = await call(['contract', '--clause', clause], env, { runners });
  assert.equal(code, 0, stdout + stderr);
  return { arrivalsMs, contract: record<ContractReport>(reports, 'contract') };
}

test('a target with a low ceiling is called less often, and loses no verdict by it', async () => {
  const { contract } = await suiteInVirtualTime('S5', { kind: 'fixed-window', ceilingPerSecond: 20 });
  const { verdict, counts } = contract;
  assert.equal(verdict, 'pass');
  // 90 calls per second, then 60, 40, 27, 18.
  assert.ok(counts.calledTooOften >= 1 && counts.calledTooOften <= 8, String(counts.calledTooOften));
});

test('a bucket of two tokens slows only the calls that are made at once', async () => {
  const { arrivalsMs, contract } = await suiteInVirtualTime('S10', { kind: 'token-bucket', burst: 2 });
  assert.ok(contract.counts.calledTooOften >= 5, String(contract.counts.calledTooOften));
  const gapsMs = arrivalsMs.slice(1).map((ms, index) => ms - (arrivalsMs[index] as number));
  const median = gapsMs.sort((a, b) => a - b)[gapsMs.length >> 1] ?? Number.NaN;
  // 11 ms, or more than 80 after five refusals that count.
  assert.ok(median < 60, `calls come ${median.toFixed(0)} ms apart`);
});

describe('a target behind a proxy', async () => {
  const host = 'group-get.example.test';
  const tls = await selfSigned({ dns: [host] });
  const ca = join(folder, 'roots.pem');
  writeFileSync(ca, tls.cert);
  const suiteThrough = async (port: number) => {
    const reports = newFolder();
    const ended = await call(suite, {
      TARGET_URL: `https://${host}`,
      TARGET_SECRET_KEY: secretKey,
      TARGET_CA: ca,
      HTTPS_PROXY: `http://user:password-of-the-proxy@127.0.0.1:${port}`,
      REPORT_DIR: reports,
    });
    const told = ended.stdout + ended.stderr;
    assert.doesNotMatch(everythingIn(reports) + told, /password-of-the-proxy/);
    return { reports, code: ended.code, told };
  };

  test('the suite goes through it, shows it only the host, and ignores an unasked 100 Continue', async (t) => {
    const reference = await startReferenceTarget({ app, limiter: { kind: 'none' } });
    t.after(() => reference.close());
    const forward = forwardTo('', reference.url);
    const front = createSecureServer(tls, (asked, answer) => {
      answer.writeContinue();
      forward(asked, answer);
    });
    const proxy = await startProxy(new URL(`https://127.0.0.1:${await listening(t, front, '127.0.0.1')}`));
    t.after(() => proxy.close());
    const { reports, code, told } = await suiteThrough(proxy.port);
    assert.equal(code, 0, told);
    assert.equal(record<ContractReport>(reports, 'contract').verdict, 'pass');
    assert.deepEqual(new Set(proxy.asked), new Set([`${host}:443`]));
    assert.ok(proxy.passed() > 0);
    assert.doesNotMatch(proxy.seen(), /usersig|From_Account/i);
  });

  test('a proxy that refuses is a fault of the network, and its password is not shown', async (t) => {
    const proxy = await startProxy(undefined);
    t.after(() => proxy.close());
    const { code, told } = await suiteThrough(proxy.port);
    assert.equal(code, 3, told);
    assert.match(told, /proxy/i);
    assert.ok(proxy.asked.length > 0);
  });
});

/** A proxy that tunnels every request to one place, or refuses all; it keeps what it could read. */
async function startProxy(to: URL | undefined) {
  const asked: string[] = [];
  const chunks: Buffer[] = [];
  const open = new Set<{ destroy: () => void }>();
  const server = createServer((_, answer) => answer.writeHead(400).end());
  server.on('connect', ({ url = '' }: IncomingMessage, client: Socket) => {
    asked.push(url);
    client.on('error', () => {});
    if (to === undefined) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const onward = connect(Number(to.port), to.hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.on('data', (chunk: Buffer) => chunks.push(chunk));
      client.pipe(onward).pipe(client);
    });
    open.add(client).add(onward);
    onward.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    passed: () => chunks.length,
    seen: () => Buffer.concat(chunks).toString('latin1'),
    close: () => {
      server.close();
      server.closeAllConnections();
      for (const socket of open) socket.destroy();
    },
  };
}

function everythingIn(reports: string): string {
  return readdirSync(reports, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

test('a report that cannot be put in its place: one line, not judged, and no half of it', async () => {
  const reports = newFolder();
  mkdirSync(join(reports, 'junit.xml', 'x'), { recursive: true });
  const { code, stderr } = await call(suite, { REPORT_DIR: reports });
  assert.equal(code, 3);
  assert.match(stderr, /^[^\n]*junit\.xml[^\n]*\n$/);
  assert.ok(
    readdirSync(reports).every((name) => !name.includes('.part')),
    String(readdirSync(reports)),
  );
});
