import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { tracesIn } from '../../client/credentials/secret-traces.ts';
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
