import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { unzipSync } from 'fflate';
import { tracesIn } from '../client/credentials/secret-traces.ts';
import { readServedApp } from '../client/settings/settings.ts';
import type { Steps } from '../reference/group-get.ts';
import { mutants } from '../reference/mutants/mutants.ts';
import { startReferenceTarget } from '../reference/server.ts';
import {
  byKey,
  byUserSig,
  echo,
  echoAndBreach,
  nowhere,
  secretKey,
  userSig,
  withReference,
} from '../scripts/command/canary-secrets.ts';
import { checks } from './checks/checks.ts';
import { directSuiteOptions } from './suite-options.ts';

/** Playwright run directly on the suite, as a user does, with Playwright's own options and reporters. */

const root = join(import.meta.dirname, '..');
const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
const folder = mkdtempSync(join(tmpdir(), 'playwright-direct-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const config = ['-c', 'tests/playwright.config.ts'];

/** The members of Playwright's JSON report that the tests read. */
interface JsonReport {
  errors: { message?: string }[];
  stats: { expected: number; skipped: number; unexpected: number };
  suites: { specs: Spec[] }[];
}

interface Spec {
  title: string;
  tests: {
    annotations: { type: string; description?: string }[];
    results: { status: string; errors: { message?: string }[] }[];
  }[];
}

let runs = 0;

/** Runs `playwright test` at the root. */
async function playwright(options: string[], env: Record<string, string> = {}) {
  runs += 1;
  const place = join(folder, `${runs}`);
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(TARGET_|REPORT_DIR|NODE_TEST|CONTRACT_|PLAYWRIGHT|PW|CI$|GITHUB_)/.test(name),
  );
  const child = spawn(process.execPath, [cli, 'test', ...options, '--output', join(place, 'results')], {
    cwd: root,
    env: {
      ...Object.fromEntries(inherited),
      PLAYWRIGHT_JSON_OUTPUT_FILE: join(place, 'report.json'),
      PLAYWRIGHT_JUNIT_OUTPUT_FILE: join(place, 'junit.xml'),
      PLAYWRIGHT_HTML_OUTPUT_DIR: join(place, 'html'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  child.stderr.on('data', (chunk) => (printed += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, printed, place };
}

/** Runs with the JSON reporter. */
async function report(options: string[], env: Record<string, string> = {}) {
  const { code, printed, place } = await playwright([...config, '--reporter', 'json', ...options], env);
  const json = JSON.parse(readFileSync(join(place, 'report.json'), 'utf8')) as JsonReport;
  const tests = json.suites.flatMap(({ specs }) =>
    specs.flatMap(({ title, tests }) => tests.map((each) => ({ title, ...each }))),
  );
  const failures = tests.flatMap(({ results }) => results).filter(({ status }) => status === 'failed');
  const messages = failures.flatMap(({ errors }) => errors.map(({ message = '' }) => message));
  return { code, printed, stats: json.stats, tests, messages, errors: json.errors };
}

const mutant = (name: string): Partial<Steps> => {
  const found = mutants.find((each) => each.name === name);
  assert.ok(found, name);
  return found.steps();
};

describe('playwright test', { concurrency: 2 }, () => {
  test('at the root lists the suite and nothing else', async () => {
    const { code, printed } = await playwright(['--list']);
    assert.equal(code, 0, printed);
    const listed = printed.split('\n').filter((line) => /^ {2}\S/.test(line));
    assert.equal(listed.length, checks.length);
    for (const line of listed) assert.match(line, /^ {2}contract\.spec\.ts:/);
  });

  test('without a target runs on the embedded one, says so, and chooses by tag', async () => {
    const { code, printed, tests, stats } = await report(['--grep', '@S5']);
    assert.equal(code, 0, printed);
    assert.match(printed, /No target is named: the tests run on the embedded reference target\./);
    assert.equal(stats.expected, checks.filter(({ clause }) => clause === 'S5').length);
    for (const { title, annotations } of tests) {
      assert.match(title, /^S5 /);
      assert.ok(annotations.some(({ description }) => description === 'the embedded reference target'));
    }
  });

  test('skips what is not exercised, with the reason', async () => {
    const { code, tests, stats } = await report(['-g', '@C3']);
    assert.equal(code, 0);
    assert.ok(stats.skipped > 0);
    const reasons = tests.flatMap(({ annotations }) => annotations).filter(({ type }) => type === 'skip');
    assert.match(reasons[0]?.description ?? '', /TARGET_REGION/);
  });

  test('fails a test for a breach of its clause, and for a breach of any other', async () => {
    await withReference({ steps: mutant('names match by prefix') }, async (url) => {
      const { code, messages, stats } = await report(['--grep', '@S5'], byKey(url));
      assert.equal(code, 1);
      assert.ok(stats.unexpected > 0);
      assert.match(messages.join('\n'), /^Error: S5: /m);
    });
    await withReference({ steps: mutant('users are always pulled') }, async (url) => {
      const { code, messages, stats } = await report(['--grep', '@S5'], byKey(url));
      assert.equal(code, 1);
      assert.equal(stats.unexpected, checks.filter(({ clause }) => clause === 'S5').length);
      assert.match(messages.join('\n'), /^Error: S7: /m);
    });
  });

  for (const [is, env, expected] of [
    ['a target out of reach', byKey(nowhere), /could not be reached.*ECONNREFUSED/],
    ['a misspelt variable', { TARGET_ULR: nowhere }, /is TARGET_URL meant\?/],
    ['an empty variable', { TARGET_URL: '' }, /TARGET_URL is set and empty/],
    ['credentials without a target', { TARGET_SECRET_KEY: secretKey }, /no target is/],
  ] as const) {
    test(`fails as a whole for ${is}, with the reason`, async () => {
      const { code, stats, errors } = await report([], env);
      assert.equal(code, 1);
      assert.equal(stats.expected, 0);
      assert.match(errors.map(({ message }) => message).join('\n'), expected);
    });
  }

  test('fails as a whole for refused credentials', async () => {
    await withReference({}, async (url) => {
      const env = { TARGET_URL: url, TARGET_SECRET_KEY: 'the-key-of-another-app' };
      const { code, stats, errors } = await report([], env);
      assert.equal(code, 1);
      assert.equal(stats.expected, 0);
      assert.match(errors.map(({ message }) => message).join('\n'), /refuses the credentials/);
    });
  });

  test('fails each test that a target lets down after the first pulls', async () => {
    let calls = 0;
    const vanishing: Partial<Steps> = {
      delayMs() {
        calls += 1;
        if (calls === 8) void target.close();
        return 0;
      },
    };
    const target = await startReferenceTarget({
      app: readServedApp({ TARGET_SECRET_KEY: secretKey }),
      steps: vanishing,
    });
    const { code, messages, stats } = await report(['--grep', '@F1'], byKey(target.url));
    assert.equal(code, 1);
    assert.equal(stats.skipped, 0);
    assert.equal(stats.expected, 0);
    assert.match(messages.join('\n'), /could not be reached/);
  });

  test('shares one rate among workers and shards', async () => {
    assert.equal(directSuiteOptions(1).ratePerSecond, 90);
    assert.equal(directSuiteOptions(16).ratePerSecond, 90 / 16);
    const arrivals: number[] = [];
    const counting: Partial<Steps> = {
      delayMs() {
        arrivals.push(performance.now());
        return 0;
      },
    };
    await withReference({ steps: counting }, async (url) => {
      const options = ['--workers', '2', '--shard', '1/8', '--grep', '@S|@F1'];
      const { code, stats } = await report(options, byKey(url));
      assert.equal(code, 0);
      assert.ok(stats.expected > 0 && stats.expected < 10, String(stats.expected));
    });
    // The first pulls of the setup come before the workers'.
    const shared = arrivals.filter((at) => at - (arrivals[0] ?? 0) > 1000);
    const seconds = ((shared.at(-1) ?? 0) - (shared[0] ?? 0)) / 1000;
    assert.ok(shared.length > 20, String(shared.length));
    // Calls that belong together are made at once, and later ones wait for them.
    assert.ok((shared.length - 20) / seconds < 90 / 8, `${shared.length} calls in ${seconds} s`);
  });
});

/** Every file of a folder. The page of the HTML report is divided into its text and the files that it carries. */
function remainsIn(place: string): [name: string, bytes: Buffer][] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap(({ parentPath, name }): [string, Buffer][] => {
      const bytes = readFileSync(join(parentPath, name));
      const carried = /(data:application\/zip;base64,)([A-Za-z0-9+/=]+)/.exec(bytes.toString());
      if (carried?.[2] === undefined) return [[name, bytes]];
      const files = Object.entries(unzipSync(Buffer.from(carried[2], 'base64')));
      // Long base64 looks like a UserSig in places.
      const text = Buffer.from(bytes.toString().replace(/[A-Za-z0-9+/]{200,}={0,2}/g, ''));
      return [
        [name, text],
        ...files.map(([inner, content]): [string, Buffer] => [`${name} ${inner}`, Buffer.from(content)]),
      ];
    });
}

describe('no secret is in what Playwright leaves', { concurrency: 2 }, () => {
  const everything = [...config, '--trace', 'on', '--reporter', 'list,json,junit,html'];

  async function expectClean(options: string[], env: Record<string, string>): Promise<string[]> {
    const { printed, place } = await playwright([...everything, ...options], env);
    assert.deepEqual(tracesIn(Buffer.from(printed), [secretKey, userSig]), [], 'the terminal');
    const remains = remainsIn(place);
    for (const [name, bytes] of remains) assert.deepEqual(tracesIn(bytes, [secretKey, userSig]), [], name);
    return remains.map(([name]) => name);
  }

  test('of a target that echoes and breaches', async () => {
    const names = await withReference({ limiter: { kind: 'none' }, ...echoAndBreach }, (url) =>
      expectClean(['--grep', '@S5'], byKey(url)),
    );
    for (const expected of ['report.json', 'junit.xml', 'index.html', 'trace.zip'])
      assert.ok(names.includes(expected), `${expected} among ${names}`);
    assert.ok(
      names.some((name) => /^index\.html .*\.json$/.test(name)),
      'the data of the HTML report',
    );
  });
  test('of a target that echoes, with a ready UserSig', async () => {
    await withReference({ steps: echo }, (url) => expectClean(['--grep', '@S5'], byUserSig(url)));
  });
  test('of a target out of reach', async () => {
    await expectClean([], byUserSig(nowhere));
  });
  test('of wrong settings', async () => {
    await expectClean([], { TARGET_SECRET_KEY: secretKey, TARGET_URL: `http://u:${secretKey}@127.0.0.1` });
  });
});
