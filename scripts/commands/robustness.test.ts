import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { readServedApp } from '../../client/settings/settings.ts';
import type { LoadReport } from '../../load/load-report.ts';
import { selfSigned } from '../../reference/self-signed.ts';
import { startReferenceTarget } from '../../reference/server.ts';
import type { ContractReport } from '../../tests/report/contract-report.ts';
import { command } from '../command/spawned-command.ts';

/** Commands where things are not as usual: odd addresses, company, folders that cannot be written to, Ctrl-C. */

const folder = mkdtempSync(join(tmpdir(), 'robustness-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const secretKey = 'key-of-a-target-under-test';
const clause = ['--clause', 'S5'];

let folders = 0;
function newFolder(): string {
  folders += 1;
  return join(folder, `${folders}`);
}

const record = <T>(reports: string, name: string) =>
  JSON.parse(readFileSync(join(reports, `${name}.json`), 'utf8')) as T;

/** Passes what comes below a path on to another server. */
function passOn(base: string, url: string) {
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

/** The port it listens on until the test ends. */
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
  const reference = await startReferenceTarget({ app: readServedApp({ TARGET_SECRET_KEY: secretKey }) });
  t.after(() => reference.close());
  const port = await listening(t, createServer(passOn('/im/caf%C3%A9', reference.url)), '::1');
  const reports = newFolder();
  const env = {
    TARGET_URL: `http://[::1]:${port}/im/café//`,
    TARGET_SECRET_KEY: secretKey,
    REPORT_DIR: reports,
  };
  const suite = await command('contract', clause, env);
  assert.equal(suite.code, 0, suite.stdout + suite.stderr);
  await command('load', ['ceiling', '--duration', '2', '--rate', '50'], env);
  const { outcomes, target } = record<LoadReport>(reports, 'load-ceiling');
  assert.equal(outcomes.ok, 100);
  assert.equal(target.url, `http://[::1]:${port}/im/caf%C3%A9`);
});

test('a target with a low ceiling is called less often, and loses no verdict by it', async (t) => {
  const reference = await startReferenceTarget({
    app: readServedApp({ TARGET_SECRET_KEY: secretKey }),
    limiter: { kind: 'fixed-window', ceilingPerSecond: 20 },
  });
  t.after(() => reference.close());
  const reports = newFolder();
  const env = { TARGET_URL: reference.url, TARGET_SECRET_KEY: secretKey, REPORT_DIR: reports };
  const { code, stdout, stderr } = await command('contract', clause, env);
  assert.equal(code, 0, stdout + stderr);
  const { verdict, counts } = record<ContractReport>(reports, 'contract');
  assert.equal(verdict, 'pass');
  // 90 calls a second, then 60, 40, 27, 18.
  assert.ok(counts.calledTooOften >= 1 && counts.calledTooOften <= 8, String(counts.calledTooOften));
});

test('a bucket of two tokens slows no call but those that were made at once', async (t) => {
  const reference = await startReferenceTarget({
    app: readServedApp({ TARGET_SECRET_KEY: secretKey }),
    limiter: { kind: 'token-bucket', burst: 2 },
    logArrivals: true,
  });
  t.after(() => reference.close());
  const reports = newFolder();
  const env = { TARGET_URL: reference.url, TARGET_SECRET_KEY: secretKey, REPORT_DIR: reports };
  const { code, stdout, stderr } = await command('contract', ['--clause', 'S10'], env);
  assert.equal(code, 0, stdout + stderr);
  assert.ok(record<ContractReport>(reports, 'contract').counts.calledTooOften >= 5);
  const { arrivalsMs } = reference;
  const gaps = arrivalsMs.slice(1).map((ms, index) => ms - (arrivalsMs[index] as number));
  const [middle = Number.NaN] = gaps.sort((a, b) => a - b).slice(gaps.length >> 1);
  // 11 ms, or more than 80 after five refusals that count.
  assert.ok(middle < 60, `calls come ${middle.toFixed(0)} ms apart`);
});

describe('a target behind a proxy', async () => {
  const host = 'group-get.example.test';
  const tls = await selfSigned({ dns: [host] });
  const ca = join(folder, 'roots.pem');
  writeFileSync(ca, tls.cert);
  const suiteThrough = async (port: number) => {
    const reports = newFolder();
    const ended = await command('contract', clause, {
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

  test('the suite goes through it, shows it nothing but whom it calls, and passes over an unasked 100 Continue', async (t) => {
    const app = readServedApp({ TARGET_SECRET_KEY: secretKey });
    const reference = await startReferenceTarget({ app });
    t.after(() => reference.close());
    const onward = passOn('', reference.url);
    const front = createSecureServer(tls, (asked, answer) => {
      answer.writeContinue();
      onward(asked, answer);
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

  test('a proxy that refuses is a fault of the network, and its password stays unsaid', async (t) => {
    const proxy = await startProxy(undefined);
    t.after(() => proxy.close());
    const { code, told } = await suiteThrough(proxy.port);
    assert.equal(code, 3, told);
    assert.match(told, /proxy/i);
    assert.ok(proxy.asked.length > 0);
  });
});

/** A proxy that tunnels whatever it is asked for to one place, or refuses everything; it keeps what it could read. */
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

test('two runs at once in one report folder, and one beside them, do not disturb each other', async () => {
  const [shared, own] = [newFolder(), newFolder()];
  const ended = await Promise.all(
    [shared, shared, own].map((reports) => command('contract', clause, { REPORT_DIR: reports })),
  );
  for (const { code, stdout, stderr } of ended) assert.equal(code, 0, stdout + stderr);
  for (const reports of [shared, own]) {
    assert.equal(record<ContractReport>(reports, 'contract').verdict, 'pass');
    assert.match(readFileSync(join(reports, 'index.html'), 'utf8'), /<\/html>\s*$/);
    assert.deepEqual(
      readdirSync(reports).filter((name) => !/\.(json|xml|md|html)$/.test(name)),
      [],
    );
  }
});

test('a report that cannot be put in its place: one line, not judged, and no half of it', async () => {
  const reports = newFolder();
  mkdirSync(join(reports, 'junit.xml', 'x'), { recursive: true });
  const { code, stderr } = await command('contract', clause, { REPORT_DIR: reports });
  assert.equal(code, 3);
  assert.match(stderr, /^[^\n]*junit\.xml[^\n]*\n$/);
  assert.ok(
    readdirSync(reports).every((name) => !name.includes('.part')),
    String(readdirSync(reports)),
  );
});

const mayMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', folder]).status === 0;

test('a disk that fills up: one line, not judged, no half of a report, and none of an earlier run', {
  skip: mayMount ? false : "no file system of a test's own may be mounted here",
}, async () => {
  const reports = newFolder();
  mkdirSync(reports);
  const onSmallDisk = `mount -t tmpfs -o size=40k none "$REPORT_DIR" && echo earlier >"$REPORT_DIR/index.html"
    "$@"; code=$?; ls "$REPORT_DIR" >"$REPORT_DIR.listing"; exit $code`;
  const within = ['unshare', '-Urm', 'sh', '-c', onSmallDisk, 'sh'];
  const { code, stderr } = await command('contract', clause, { REPORT_DIR: reports }, undefined, within);
  assert.equal(code, 3, stderr);
  assert.match(stderr, /^[^\n]*index\.html could not be written \(ENOSPC\)[^\n]*REPORT_DIR[^\n]*\n$/);
  assert.deepEqual(readFileSync(`${reports}.listing`, 'utf8').trim().split('\n'), [
    'contract.json',
    'ctrf.json',
    'junit.xml',
    'summary.md',
  ]);
});

describe('Ctrl-C ends a run with its reports and leaves no process', { concurrency: 2 }, () => {
  const runs: [script: string, options: string[], when: RegExp][] = [
    ['load', ['ceiling', '--duration', '60'], /left/],
    ['gate', ['--config', '.github/gate.yaml'], /left/],
  ];
  for (const [script, options, when] of runs) {
    test(`${script}, under load`, async () => {
      const reports = newFolder();
      const family = new Set<number>();
      const { code, stdout, stderr } = await command(script, options, { REPORT_DIR: reports }, (child) => {
        let told = '';
        child.stderr?.on('data', (chunk) => {
          told += chunk;
          if (!when.test(told) || family.size > 0) return;
          for (const pid of descendants(child.pid ?? 0)) family.add(pid);
          child.kill('SIGINT');
        });
      });
      assert.equal(code, 3, stdout + stderr);
      assert.match(readFileSync(join(reports, 'index.html'), 'utf8'), /stopped before its end/);
      assert.equal(record<LoadReport>(reports, 'load-ceiling').verdict, 'inconclusive');
      if (process.platform !== 'linux') return;
      assert.ok(family.size > 0, 'the embedded target is a process of its own');
      for (let tries = 0; [...family].some(isAlive) && tries < 200; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 25));
      assert.deepEqual([...family].filter(isAlive), []);
    });
  }
});

test('an interrupt in the midst of the suite, one while it starts, and a kill leave no process behind', {
  skip: process.platform !== 'linux' && 'takes /proc',
}, async (t) => {
  // So slow that the suite would go on long after the test.
  const slow = await startReferenceTarget({
    app: readServedApp({ TARGET_SECRET_KEY: secretKey }),
    steps: { delayMs: () => 300 },
  });
  t.after(() => slow.close());
  // An embedded target ends with the run, and what called it soon after; of one elsewhere nobody takes leave.
  const elsewhere = { TARGET_URL: slow.url, TARGET_SECRET_KEY: secretKey };
  // The embedded target and the runner; its worker as well; the runner and its worker.
  for (const [signal, processes, env] of [
    ['SIGINT', 2, {}],
    ['SIGTERM', 3, {}],
    ['SIGKILL', 2, elsewhere],
  ] as const) {
    const reports = newFolder();
    const family = new Set<number>();
    const { code, stdout, stderr } = await command(
      'contract',
      [],
      { REPORT_DIR: reports, ...env },
      (child) => {
        const waiting = setInterval(() => {
          const running = descendants(child.pid ?? 0);
          if (running.length < processes && child.exitCode === null) return;
          clearInterval(waiting);
          for (const pid of running) family.add(pid);
          child.kill(signal);
        }, 20);
      },
    );
    if (signal !== 'SIGKILL') {
      assert.equal(code, 3, stdout + stderr);
      assert.equal(record<ContractReport>(reports, 'contract').verdict, 'inconclusive');
    }
    for (let tries = 0; [...family].some(isAlive) && tries < 200; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 25));
    assert.deepEqual([...family].filter(isAlive), []);
  }
});

/** Processes that a process started, and those that they did. */
function descendants(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean);
    return children.map(Number).flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
