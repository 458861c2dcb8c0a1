import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readServedApp } from '../../client/settings/settings.ts';
import type { LoadReport } from '../../load/load-report.ts';
import { mutants } from '../../reference/mutants/mutants.ts';
import { startReferenceTarget } from '../../reference/server.ts';
import type { ContractReport } from '../../tests/report/contract-report.ts';
import { command } from '../command/spawned-command.ts';

/** What only processes show: runs side by side, a disk that fills up, interrupts, kills, the death of what started a run. */

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
    ['load', ['ceiling', '--duration', '60'], /lag p99/],
    ['gate', ['--config', '.github/gate.yaml'], /lag p99/],
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

test('a disk that fills up ends the record of calls, which stays whole JSON', {
  skip: mayMount ? false : 'a test may not mount a file system here',
}, async () => {
  const reports = newFolder();
  const small = newFolder();
  mkdirSync(small);
  const onSmallDisk = `mount -t tmpfs -o size=16k none "$SMALL"
    "$@" --har "$SMALL/calls.har"; code=$?; cp "$SMALL/calls.har" "$SMALL.har"; exit $code`;
  const within = ['unshare', '-Urm', 'sh', '-c', onSmallDisk, 'sh'];
  const env = { REPORT_DIR: reports, SMALL: small };
  const { code, stdout, stderr } = await command('contract', clause, env, undefined, within);
  assert.equal(code, 3, stdout + stderr);
  assert.match(
    stdout.replace(/\s+/g, ' '),
    /calls\.har could not be written \(ENOSPC\): the record ends early/,
  );
  assert.ok(harEntries(`${small}.har`) > 2);
});

test('a reader that closes the pipe after a line gets no further one, and the run its reports and its exit code', async () => {
  const reports = newFolder();
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an array of the shell
  const within = ['bash', '-c', '"$@" | head -1; exit "${PIPESTATUS[0]}"', 'bash'];
  const breaching = mutants.find(({ name }) => name === 'GroupName is ignored');
  const target = await startReferenceTarget({
    app: readServedApp({ TARGET_SECRET_KEY: secretKey }),
    ...(breaching && { steps: breaching.steps() }),
  });
  const env = { REPORT_DIR: reports, TARGET_URL: target.url, TARGET_SECRET_KEY: secretKey };
  const { code, stdout, stderr } = await command('contract', clause, env, undefined, within);
  await target.close();
  assert.equal(code, 1, stdout + stderr);
  assert.match(stdout, /^Contract suite against [^\n]*\n$/);
  assert.equal(record<ContractReport>(reports, 'contract').verdict, 'fail');
  assert.match(readFileSync(join(reports, 'index.html'), 'utf8'), /<\/html>\s*$/);
});

/** Ends within two seconds where nothing else runs; the tests share their machine. */
const maxEndMs = 5000;

/** Waits until something holds, or for the time. */
async function until(holds: () => boolean, maxMs: number): Promise<void> {
  for (const endMs = performance.now() + maxMs; !holds() && performance.now() < endMs; )
    await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('a run ends with what started it', { skip: process.platform !== 'linux' && 'takes /proc' }, () => {
  const load = ['ceiling', '--duration', '60'];
  const ways: [is: string, script: string, options: string[], starter: string[], signal: NodeJS.Signals][] = [
    ['a load, when npm gets TERM', 'load', load, ['npm', 'run', '-s', 'load', '--'], 'SIGTERM'],
    ['a load, when npm gets HUP', 'load', load, ['npm', 'run', '-s', 'load', '--'], 'SIGHUP'],
    ['the suite, when npm is killed', 'contract', [], ['npm', 'run', '-s', 'contract', '--'], 'SIGKILL'],
    [
      'a load, when the script that started it is killed',
      'load',
      load,
      ['sh', '-c', '"$0" "$@" & wait', process.execPath, '--import', 'tsx', 'scripts/group-get.ts', 'load'],
      'SIGTERM',
    ],
    [
      'a load, when it gets HUP itself',
      'load',
      load,
      [process.execPath, '--import', 'tsx', 'scripts/group-get.ts', 'load'],
      'SIGHUP',
    ],
  ];
  for (const [is, script, options, [program = '', ...first], signal] of ways) {
    test(is, async (t) => {
      const slow = await startReferenceTarget({
        app: readServedApp({ TARGET_SECRET_KEY: secretKey }),
        steps: { delayMs: () => 300 },
        logArrivals: true,
      });
      t.after(() => slow.close());
      const [reports, scratch] = [newFolder(), newFolder()];
      mkdirSync(scratch);
      const child = spawn(program, [...first, ...options], {
        env: {
          ...process.env,
          NODE_TEST_CONTEXT: undefined,
          REPORT_DIR: reports,
          TMPDIR: scratch,
          TARGET_URL: slow.url,
          TARGET_SECRET_KEY: secretKey,
        },
        stdio: 'ignore',
      });
      // The run is under way: a load has more than its first pulls.
      await until(() => slow.arrivalsMs.length > 20 || child.exitCode !== null, 60_000);
      const family = descendants(child.pid ?? 0);
      child.kill(signal);
      const signalledMs = performance.timeOrigin + performance.now();
      await until(() => ![child.pid ?? 0, ...family].some(isAlive), maxEndMs);
      assert.deepEqual(family.filter(isAlive), []);
      assert.ok((slow.arrivalsMs.at(-1) ?? 0) < signalledMs + maxEndMs);
      const name = script === 'contract' ? 'contract' : 'load-ceiling';
      assert.equal(record<ContractReport | LoadReport>(reports, name).verdict, 'inconclusive');
      assert.match(readFileSync(join(reports, 'index.html'), 'utf8'), /<\/html>\s*$/);
      assert.deepEqual(
        readdirSync(scratch).filter(
          (left) => !/^(tsx-|playwright-transform-cache|node-compile-cache)/.test(left),
        ),
        [],
      );
    });
  }
});

test('a hangup ends no run that nohup started, nor does the end of the shell that started it', {
  skip: process.platform !== 'linux' && 'takes /proc',
}, async () => {
  const reports = newFolder();
  const folder = newFolder();
  mkdirSync(folder);
  const start = 'nohup npm run -s load -- ceiling --duration 4 --rate 50';
  const shell = spawn('bash', ['-c', `${start} >"$OUT" 2>&1; true`], {
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, REPORT_DIR: reports, OUT: join(folder, 'out') },
    stdio: 'ignore',
    // Of a process group of its own, as for a terminal's session.
    detached: true,
  });
  const printed = () => (existsSync(join(folder, 'out')) ? readFileSync(join(folder, 'out'), 'utf8') : '');
  await until(() => /s left/.test(printed()), 60_000);
  const family = descendants(shell.pid ?? 0);
  process.kill(-(shell.pid ?? 0), 'SIGHUP');
  await until(() => !isAlive(shell.pid ?? 0), 5000);
  assert.equal(isAlive(shell.pid ?? 0), false, 'the shell has no nohup');
  await until(() => !family.some(isAlive), 60_000);
  assert.match(printed(), /Reports: /);
  assert.doesNotMatch(printed(), /stopped before its end/);
  assert.ok(record<LoadReport>(reports, 'load-ceiling').sent.count >= 190);
});

test('the record of calls is whole JSON whenever a run is interrupted or killed', async (t) => {
  const slow = await startReferenceTarget({
    app: readServedApp({ TARGET_SECRET_KEY: secretKey }),
    steps: { delayMs: () => 100 },
  });
  t.after(() => slow.close());
  const env = { TARGET_URL: slow.url, TARGET_SECRET_KEY: secretKey };
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const reports = newFolder();
    const har = `${reports}.har`;
    await command('contract', ['--har', har], { REPORT_DIR: reports, ...env }, (child) => {
      const waiting = setInterval(() => {
        const isUnderWay = existsSync(har) && readFileSync(har, 'utf8').split('"startedDateTime"').length > 5;
        if (!isUnderWay && child.exitCode === null) return;
        clearInterval(waiting);
        child.kill(signal);
      }, 5);
    });
    assert.ok(harEntries(har) > 3);
  }
});

/** The number of entries of a record of calls. @throws when it is not whole JSON */
function harEntries(path: string): number {
  return (JSON.parse(readFileSync(path, 'utf8')) as { log: { entries: unknown[] } }).log.entries.length;
}

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
