import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { encodings, tracesIn } from '../../client/credentials/secret-traces.ts';
import { call } from '../command/called-command.ts';
import {
  byKey,
  byUserSig,
  echo,
  echoAndBreach,
  nowhere,
  secretKey,
  userSig,
  withReference,
} from '../command/canary-secrets.ts';
import { withLeakyTarget } from '../command/leaky-target.ts';

/** Neither the key nor a UserSig is in the streams or the reports of a command; canary.long.test.ts looks at processes, too. */

const folder = mkdtempSync(join(tmpdir(), 'canary-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const unlimited = { limiter: { kind: 'none' } } as const;
const s5 = ['contract', '--clause', 'S5'];
const short = ['load', 'ceiling', '--duration', '1', '--rate', '50'];

let runs = 0;

/** Calls a command, and searches everything that it leaves. @returns the names of its reports */
async function expectClean(argv: string[], env: Record<string, string>): Promise<string[]> {
  runs += 1;
  const reports = join(folder, `${runs}`);
  const { stdout, stderr } = await call(argv, { REPORT_DIR: reports, ...env });
  assert.deepEqual(tracesIn(Buffer.from(stdout + stderr), [secretKey, userSig]), [], 'the streams');
  const names = readdirSync(reports);
  for (const name of names)
    assert.deepEqual(tracesIn(readFileSync(join(reports, name)), [secretKey, userSig]), [], name);
  return names;
}

describe('neither key nor UserSig is left by a command', () => {
  test('that passes', async () => {
    const names = await withReference(unlimited, (url) =>
      expectClean(['contract', '--clause', 'F5'], byKey(url)),
    );
    assert.ok(names.includes('index.html'), String(names));
  });
  test('on a target that echoes and breaches', async () => {
    const options = { ...unlimited, ...echoAndBreach };
    const names = await withReference(options, (url) =>
      expectClean(['contract', '--generated', '2'], byKey(url)),
    );
    assert.ok(names.includes('index.html'), String(names));
  });
  test('with a ready UserSig, on a target that echoes and breaches', async () => {
    await withReference({ ...unlimited, ...echoAndBreach }, (url) => expectClean(s5, byUserSig(url)));
  });
  test('on a target out of reach', async () => {
    await expectClean(s5, byKey(nowhere));
  });
  test('of a load on a target that echoes', async () => {
    await withReference({ steps: echo }, (url) => expectClean(short, byKey(url)));
  });
  test('of a load with a ready UserSig, out of reach', async () => {
    await expectClean(short, byUserSig(nowhere));
  });
  test('that examines a target which echoes', async () => {
    await withReference(echoAndBreach, (url) => expectClean(['doctor'], byKey(url)));
  });
  test('that is used wrongly', async () => {
    const argv = ['contract', '--target', `https://admin:${secretKey}@example.test`];
    const { code, stdout, stderr } = await call(argv, { TARGET_SECRET_KEY: secretKey });
    assert.equal(code, 2);
    assert.deepEqual(tracesIn(Buffer.from(stdout + stderr), [secretKey, userSig]), []);
  });
});

/** A load of half a second, and a gate that runs it. */
const profile = join(folder, 'canary.yaml');
writeFileSync(
  profile,
  `name: canary
description: A few calls.
stages: [{ kind: constant, ratePerSecond: 80, durationSeconds: 0.5, main: true }]
quietSeconds: 0
tolerances: { sendLagP99Ms: 5000, sendLagMaxMs: 5000 }
`,
);
const config = join(folder, 'gate.yaml');
writeFileSync(config, 'suite: { generatedRequests: 2 }\nprofiles: [./canary.yaml]\n');

/** Calls a command on a target that leaks everywhere, and searches the streams and all files for what it sent back. */
async function tracesOf(
  argv: string[],
  names: readonly string[],
  given: 'key' | 'userSig' = 'key',
): Promise<string[]> {
  runs += 1;
  const reports = join(folder, `${runs}`);
  return withLeakyTarget(names, async (url, sent) => {
    const env = { REPORT_DIR: reports, ...(given === 'key' ? byKey(url) : byUserSig(url)) };
    const out = join(reports, 'fixtures.yaml');
    const { stdout, stderr } = await call(argv[0] === 'init' ? [...argv, '--out', out] : argv, env);
    // Checks send hundreds of made-up UserSigs; the first ones are those of the run.
    const secrets = [...(given === 'key' ? [secretKey] : []), ...[...sent].slice(0, 5)];
    const files = existsSync(reports) ? readdirSync(reports) : [];
    return [
      ...tracesIn(Buffer.from(stdout + stderr), secrets).map((form) => `${form} in the streams`),
      ...files.flatMap((name) =>
        tracesIn(readFileSync(join(reports, name)), secrets).map((form) => `${form} in ${name}`),
      ),
    ];
  });
}

describe('a target that sends secrets back in every place', () => {
  const calls: [string[], ('key' | 'userSig')?][] = [
    [['doctor']],
    [['doctor', '--quiet']],
    [['init', '--account', 'id']],
    [['init', '--account', 'id', '--quiet'], 'userSig'],
    [['contract', '--clause', 'S5', '--clause', 'S4', '--clause', 'E6']],
  ];
  for (const encoding of Object.keys(encodings)) {
    for (const [argv, given] of calls) {
      test(`${argv.join(' ')}: ${encoding}`, async () =>
        assert.deepEqual(await tracesOf(argv, [encoding], given), []));
    }
  }
  for (const argv of [
    ['contract', '--generated', '2'],
    ['load', profile],
    ['load', profile, '--quiet'],
    ['gate', '--config', config],
  ]) {
    test(`${argv[0]} ${argv.slice(2).join(' ')}, all encodings in turn`, async () =>
      assert.deepEqual(await tracesOf(argv, Object.keys(encodings)), []));
  }
  test('compare of two such runs', async () => {
    const before = join(folder, `${runs + 1}`);
    await tracesOf(['contract', '--clause', 'S5', '--clause', 'E6'], Object.keys(encodings));
    assert.deepEqual(await tracesOf(['compare', before, before], ['bare']), []);
    const { stdout, stderr } = await call(['compare', before, before], {
      REPORT_DIR: join(folder, 'compared'),
    });
    assert.deepEqual(tracesIn(Buffer.from(stdout + stderr), [secretKey]), []);
  });
  test('the canary sees what a leaky writer leaves, in any encoding', () => {
    for (const [encoding, encode] of Object.entries(encodings)) {
      for (const secret of [secretKey, userSig]) {
        const written = JSON.stringify({ note: `Content-Type is ${encode(secret)}` });
        assert.notDeepEqual(tracesIn(Buffer.from(written), [secretKey, userSig]), [], encoding);
      }
    }
    assert.notDeepEqual(tracesIn(Buffer.from(`x${userSig.slice(90, 106)}y`), [userSig]), []);
  });
});
