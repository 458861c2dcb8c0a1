import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { tracesIn } from '../../client/credentials/secret-traces.ts';
import {
  byKey,
  byUserSig,
  echoAndBreach,
  nowhere,
  secretKey,
  userSig,
  withReference,
} from '../command/canary-secrets.ts';
import { command } from '../command/spawned-command.ts';

/** Neither the key nor a UserSig is in anything that the processes of a run leave, however they end. */

const folder = mkdtempSync(join(tmpdir(), 'canary-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Everything that a run left: its streams, what the process list showed, and the files in its folders. */
interface Remains {
  streams: Buffer;
  processList: Buffer;
  files: Map<string, Buffer>;
}

let runs = 0;

async function remainsOf(
  script: string,
  options: string[],
  env: Record<string, string>,
  onStart: (child: ChildProcess, place: { reports: string; scratch: string }) => void = () => {},
): Promise<Remains> {
  runs += 1;
  const root = join(folder, `${runs}`);
  const reports = join(root, 'reports');
  const scratch = join(root, 'scratch');
  mkdirSync(scratch, { recursive: true });
  // The compiler of the sources keeps its cache there; without it every run would compile them again.
  const cache = `tsx-${process.getuid?.() ?? ''}`;
  if (existsSync(join(tmpdir(), cache))) symlinkSync(join(tmpdir(), cache), join(scratch, cache));
  const seen = new Set<string>();
  const watch = setInterval(() => {
    for (const line of processList()) seen.add(line);
  }, 50);
  const { stdout, stderr } = await command(
    script,
    options,
    { REPORT_DIR: reports, TMPDIR: scratch, PWTEST_CACHE_DIR: join(tmpdir(), 'playwright-cache'), ...env },
    (child) => onStart(child, { reports, scratch }),
  );
  clearInterval(watch);
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      files.set(join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name)));
  return { streams: Buffer.from(stdout + stderr), processList: Buffer.from([...seen].join('\n')), files };
}

/** The command lines of all processes, where the system shows them. */
function processList(): string[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
      .map((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
        } catch {
          return '';
        }
      });
  } catch {
    return [];
  }
}

function expectClean({ streams, processList, files }: Remains): void {
  for (const [place, bytes] of [
    ['the terminal', streams],
    ['the process list', processList],
    ...files,
  ] as const)
    assert.deepEqual(tracesIn(bytes, [secretKey, userSig]), [], place);
}

/** Makes the runner's worker throw during a run. */
const crash = join(folder, 'crash.cjs');
writeFileSync(
  crash,
  `if (process.env.TEST_WORKER_INDEX !== undefined) setTimeout(() => { throw Object.assign(new Error('a crash'), { argv: process.argv }); }, 700);`,
);

describe('neither key nor UserSig is left behind by a run', { concurrency: 2 }, () => {
  const short = ['ceiling', '--duration', '2', '--rate', '50'];

  test('that passes', async () => {
    const remains = await withReference({}, (url) => remainsOf('contract', ['--clause', 'F5'], byKey(url)));
    expectClean(remains);
    assert.ok(
      [...remains.files.keys()].some((file) => file.endsWith('index.html')),
      `${remains.streams}`,
    );
    if (process.platform === 'linux') assert.match(remains.processList.toString(), /group-get\.ts.contract/);
  });
  test('on a target that echoes and breaches', async () =>
    expectClean(await withReference(echoAndBreach, (url) => remainsOf('contract', [], byKey(url)))));
  test('of a load in two threads, with a ready UserSig, out of reach', async () =>
    expectClean(await remainsOf('load', [...short, '--threads', '2'], byUserSig(nowhere))));
  test('whose worker crashes', async () => {
    const env = { NODE_OPTIONS: `--require=${crash}` };
    const remains = await withReference(echoAndBreach, (url) =>
      remainsOf('contract', [], { ...byKey(url), ...env }),
    );
    expectClean(remains);
  });
  test('that is killed', async () => {
    const remains = await withReference(echoAndBreach, (url) =>
      remainsOf('contract', [], byKey(url), (child, { scratch }) => {
        // During the suite: the runner has made its scratch files.
        const waiting = setInterval(() => {
          if (readdirSync(scratch).some((name) => name.startsWith('contract-')) || child.exitCode !== null) {
            clearInterval(waiting);
            child.kill('SIGKILL');
          }
        }, 20);
      }),
    );
    expectClean(remains);
    assert.ok(
      ![...remains.files.keys()].some((file) => file.endsWith('index.html')),
      'no report of a killed run',
    );
  });
});
