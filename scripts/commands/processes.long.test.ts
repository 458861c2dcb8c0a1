import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readServedApp } from '../../client/settings/settings.ts';
import type { LoadReport } from '../../load/load-report.ts';
import { startReferenceTarget } from '../../reference/server.ts';
import type { ContractReport } from '../../tests/report/contract-report.ts';
import { command } from '../command/spawned-command.ts';

/** What only processes show: runs side by side, a disk that fills up, interrupts, kills. */

const folder = mkdtempSync(join(tmpdir(), 'processes-'));
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

test('two runs at once in one report folder, and one in another, do not disturb each other', async () => {
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

const mayMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', folder]).status === 0;

test('a disk that fills up: one line, not judged, no half of a report, and none of an earlier run', {
  skip: mayMount ? false : 'a test may not mount a file system here',
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
      assert.ok(family.size > 0, 'the embedded target has a process of its own');
      for (let tries = 0; [...family].some(isAlive) && tries < 200; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 25));
      assert.deepEqual([...family].filter(isAlive), []);
    });
  }
});

test('an interrupt in the midst of the suite, one while it starts, and a kill leave no process behind', {
  skip: process.platform !== 'linux' && 'takes /proc',
}, async (t) => {
  // The suite would take far longer than the test.
  const slow = await startReferenceTarget({
    app: readServedApp({ TARGET_SECRET_KEY: secretKey }),
    steps: { delayMs: () => 300 },
  });
  t.after(() => slow.close());
  // Without an embedded target, whose end would end its callers soon.
  const elsewhere = { TARGET_URL: slow.url, TARGET_SECRET_KEY: secretKey };
  // The embedded target and the runner; these and its worker; the runner and its worker.
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

/** The processes that a process started, directly or not. */
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
