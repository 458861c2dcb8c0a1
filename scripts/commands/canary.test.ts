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
import { gzipSync } from 'node:zlib';
import { Zip, ZipDeflate } from 'fflate';
import { tracesIn, writtenForms } from '../../client/credentials/secret-traces.ts';
import { signUserSig } from '../../client/credentials/usersig.ts';
import { readServedApp } from '../../client/settings/settings.ts';
import { referenceSteps } from '../../reference/group-get.ts';
import { type ReferenceTargetOptions, startReferenceTarget } from '../../reference/server.ts';
import { command } from '../command/spawned-command.ts';

/** Neither the key nor a UserSig is in anything that a run leaves behind, however it ends. */

const folder = mkdtempSync(join(tmpdir(), 'canary-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const secretKey = 'a-key/that+must=be&seen"nowhere<0123456789>';
const userSig = signUserSig('another-key-0123456789', 88888888, 'admin', 3600);
const app = readServedApp({ TARGET_SECRET_KEY: secretKey });

/** Everything of a run: its streams, what the process list showed of it, and every file in the folders it could write to. */
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
  // What compiles the sources keeps its cache there; without it every run would compile them anew.
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

async function withReference<T>(
  options: Partial<ReferenceTargetOptions>,
  run: (url: string) => Promise<T>,
): Promise<T> {
  const reference = await startReferenceTarget({ app, ...options });
  try {
    return await run(reference.url);
  } finally {
    await reference.close();
  }
}

/** Sends back what it was sent, also decoded: the worst that a target can do with a secret. */
const echo: ReferenceTargetOptions['steps'] = {
  failure: (code, call) => ({
    ...referenceSteps.failure(code, call),
    ErrorInfo: `?${call.query} ${decodeURIComponent(String(call.query))} ${call.query.get('usersig')}`,
  }),
  success: (...given) => ({ ...referenceSteps.success(...given), ErrorInfo: `${secretKey} ${userSig}` }),
};
const echoAndBreach = { steps: { ...echo, authorize: () => undefined, account: () => undefined } };

/** Makes the runner's worker throw in the midst of a run, with an error that holds all that a request knows. */
const crash = join(folder, 'crash.cjs');
writeFileSync(
  crash,
  `if (process.env.TEST_WORKER_INDEX !== undefined) setTimeout(() => { throw Object.assign(new Error('a crash'), { argv: process.argv }); }, 700);`,
);

describe('neither key nor UserSig is left behind by a run', { concurrency: 2 }, () => {
  const byKey = (url: string) => ({ TARGET_URL: url, TARGET_SECRET_KEY: secretKey });
  const byUserSig = (url: string) => ({ TARGET_URL: url, TARGET_USERSIG: userSig });
  const nowhere = 'http://127.0.0.1:9';
  const short = ['ceiling', '--duration', '2', '--rate', '50'];

  test('that passes', async () => {
    const remains = await withReference({}, (url) => remainsOf('contract', ['--clause', 'F5'], byKey(url)));
    expectClean(remains);
    assert.ok(
      [...remains.files.keys()].some((file) => file.endsWith('index.html')),
      `${remains.streams}`,
    );
    if (process.platform === 'linux') assert.match(remains.processList.toString(), /contract\.ts/);
  });
  test('on a target that echoes and breaches', async () =>
    expectClean(await withReference(echoAndBreach, (url) => remainsOf('contract', [], byKey(url)))));
  test('with a ready UserSig, on a target that echoes and breaches', async () =>
    expectClean(
      await withReference(echoAndBreach, (url) => remainsOf('contract', ['--clause', 'S5'], byUserSig(url))),
    ));
  test('on a target out of reach', async () =>
    expectClean(await remainsOf('contract', ['--clause', 'S5'], byKey(nowhere))));
  test('of a load on a target that echoes and breaches', async () =>
    expectClean(await withReference({ steps: echo }, (url) => remainsOf('load', short, byKey(url)))));
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
        // In the midst of the suite: once the runner has made its scratch files.
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

describe('the search finds what is there', () => {
  for (const secret of [secretKey, userSig]) {
    for (const [form, written] of writtenForms(secret)) {
      const text = Buffer.concat([Buffer.from('before '), written, Buffer.from(' after')]);
      const zip = zipOf(text);
      const ways = {
        plain: text,
        zipped: zip,
        gzipped: gzipSync(text),
        'zipped, in a page': Buffer.from(
          `<script>"${Buffer.concat([zip, Buffer.alloc(200)]).toString('base64')}"`,
        ),
      };
      for (const [way, bytes] of Object.entries(ways))
        test(`${form}, ${way}`, () => assert.ok(tracesIn(bytes, [secret]).length > 0));
    }
  }
  test('any UserSig, known or not', () => {
    const other = signUserSig('yet-another-key', 1400000000, 'root', 60);
    for (const written of [other, encodeURIComponent(other), `"${other}"`])
      assert.deepEqual(tracesIn(Buffer.from(written), [secretKey]), ['a UserSig']);
    assert.deepEqual(
      tracesIn(Buffer.from(JSON.stringify({ group1: ['friend1'] })), [secretKey, userSig]),
      [],
    );
  });
});

/** A zip archive of one file, as streaming writers leave it: sizes and checksum follow the content. */
function zipOf(content: Buffer): Buffer {
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  const file = new ZipDeflate('file');
  zip.add(file);
  file.push(content, true);
  zip.end();
  return Buffer.concat(parts);
}
