import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { verifyUserSig } from '../../client/credentials/usersig.ts';
import { readServedApp } from '../../client/settings/settings.ts';
import type { LoadReport } from '../../load/load-report.ts';
import { mutants } from '../../reference/mutants/mutants.ts';
import { selfSigned } from '../../reference/self-signed.ts';
import { type ReferenceTargetOptions, startReferenceTarget } from '../../reference/server.ts';
import type { ContractReport } from '../../tests/report/contract-report.ts';
import { call } from '../command/called-command.ts';

/** The commands in this process: exit codes, streams and reports. commands.long.test.ts starts real ones. */

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'commands-'));
after(() => rmSync(folder, { recursive: true }));

const secretKey = 'a-key-that-must-be-seen-nowhere-0123456789';
const app = readServedApp({ TARGET_SECRET_KEY: secretKey });
const s5 = ['contract', '--clause', 'S5'];

let folders = 0;
function reportFolder(): string {
  folders += 1;
  return join(folder, String(folders));
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function contractReport(reports: string): ContractReport {
  return JSON.parse(readFileSync(join(reports, 'contract.json'), 'utf8')) as ContractReport;
}

/** Starts a reference target without a limiter, as the suite is not paced here. */
async function withReference<T>(
  options: Partial<ReferenceTargetOptions>,
  run: (url: string) => Promise<T>,
): Promise<T> {
  const reference = await startReferenceTarget({ app, limiter: { kind: 'none' }, ...options });
  try {
    return await run(reference.url);
  } finally {
    await reference.close();
  }
}

describe('a usage error: exit code 2, one line on stderr, nothing else', () => {
  const fixtures = file('bad.yaml', 'accounts:\n  populated: { id: 7 }\n');
  const remote = { TARGET_URL: 'https://example.test', TARGET_SECRET_KEY: 'k' };
  const wrong: [line: string, env: Record<string, string>, message: RegExp][] = [
    ['contract --bogus', {}, /--bogus.*--help/],
    ['contract word', {}, /'word'.*--help/],
    ['contract --clause Z9', {}, /--clause is 'Z9'; choose one of C1/],
    ['contract --generated -1', {}, /--generated/],
    ['contract --generated 1.5', {}, /--generated is '1.5'; give a whole number/],
    ['contract --edition 2023', {}, /^--edition is '2023'; choose one of 2021-09-28/],
    ['contract --target nonsense', { TARGET_SECRET_KEY: 'k' }, /^--target is not a URL/],
    ['contract --target=', {}, /^--target is empty/],
    ['contract --target http://127.0.0.1:9', {}, /TARGET_SECRET_KEY/],
    ['contract --target http://127.0.0.1:9', { TARGET_REGION: 'seoul' }, /^both --target and TARGET_REGION/],
    ['contract --embedded --target http://127.0.0.1:9', {}, /^--embedded and --target name two targets/],
    ['contract --embedded', remote, /^--embedded and TARGET_URL name two targets/],
    ['contract --embedded', { TARGET_REGION: 'seoul' }, /^--embedded and TARGET_REGION name two targets/],
    ['contract --config /nowhere.yaml', {}, /nowhere\.yaml/],
    [`contract --report-dir ${join(root, 'package.json')}`, {}, /cannot write reports.*with --report-dir$/m],
    ['contract', { TARGET_URL: 'nonsense', TARGET_SECRET_KEY: 'k' }, /^TARGET_URL is not a URL/],
    ['contract', { TARGET_URL: 'http://example.test', TARGET_SECRET_KEY: 'k' }, /plain HTTP/],
    ['contract', { TARGET_URL: 'http://127.0.0.1:9' }, /TARGET_SECRET_KEY/],
    [
      'contract --embedded',
      { TARGET_FIXTURES: fixtures },
      /bad\.yaml:2:\d+: accounts\.populated\.id must be a string; found 7/,
    ],
    ['contract', { REPORT_DIR: join(root, 'package.json') }, /cannot write reports.*with REPORT_DIR$/m],
    ['load', {}, /give one profile: .*ceiling/],
    ['load ceiling over', {}, /give one profile: .*ceiling/],
    ['load nosuch', {}, /nosuch/],
    ['load ceiling --consent gateway.example', {}, /^--consent names a host, but no target is named/],
    ['gate --consent gateway.example', {}, /^--consent names a host, but no target is named/],
    ['gate', { TARGET_URL: '' }, /^TARGET_URL is set and empty/],
    ['load ceiling', { TARGET_ULR: 'https://a.test' }, /^TARGET_ULR .* is TARGET_URL meant/],
    ['contract', { TARGET_SECRET_KEY: 'k' }, /^TARGET_SECRET_KEY is set, but no target is/],
    ['load ceiling --duration x', {}, /--duration is 'x'/],
    ['load ceiling --threads 0', {}, /--threads is '0'/],
    ['load burst --rate 5', {}, /no main stage/],
    ['load over', remote, /--consent example\.test/],
    ['load over --consent other.test', remote, /--consent example\.test/],
    ['load over --edition 2023', {}, /^--edition is '2023'/],
    [`load over --config ${fixtures}`, {}, /bad\.yaml:1:1: .*'accounts'/],
    ['gate', remote, /--consent example\.test/],
    [
      `gate --config ${fixtures}`,
      {},
      /bad\.yaml:1:1: the configuration must not have the property 'accounts'; it can have suite, profiles/,
    ],
    ['gate --config /nowhere.yaml', {}, /nowhere\.yaml/],
    ['gate --edition 2023', {}, /^--edition is '2023'/],
    ['compare one', {}, /give two report folders/],
    ['compare /nowhere /nowhere', {}, /nowhere/],
    ['init --edition 2023', {}, /^--edition is '2023'/],
    ['target --limiter magic', {}, /--limiter is 'magic'/],
    ['target --mutant none', {}, /--mutant list/],
    ['target --port 65536', {}, /--port is '65536'/],
    ['target --edition auto', {}, /^--edition is 'auto'; choose one of/],
    ['usersig', {}, /TARGET_SECRET_KEY/],
    ['usersig', { TARGET_USERSIG: 'x' }, /TARGET_SECRET_KEY/],
    ['usersig', { TARGET_SECRET_KEY: 'k', TARGET_SDKAPPID: 'x' }, /TARGET_SDKAPPID/],
    ['bench nosuch', {}, /no part 'nosuch'; choose from arrivals/],
  ];
  for (const [line, env, message] of wrong) {
    test([line.replace(folder, '').replace(root, ''), ...Object.keys(env)].join(' '), async () => {
      const { code, stdout, stderr } = await call(line.split(' '), { REPORT_DIR: reportFolder(), ...env });
      assert.match(stderr, message);
      assert.match(stderr, /^[^\n]+\n$/);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    });
  }
});

test('0: a clause of the embedded target holds, and the reports are written', async () => {
  const reports = reportFolder();
  const { code, stdout } = await call(s5, { REPORT_DIR: reports });
  assert.equal(code, 0, stdout);
  assert.deepEqual(readdirSync(reports).sort(), [
    'contract.json',
    'ctrf.json',
    'index.html',
    'junit.xml',
    'summary.md',
  ]);
  const { verdict, clauses } = contractReport(reports);
  assert.equal(verdict, 'pass');
  assert.equal(clauses.find(({ id }) => id === 'S5')?.verdict, 'pass');
  assert.equal(clauses.find(({ id }) => id === 'F5')?.verdict, 'not-exercised');
});

test('0: every clause of the embedded target holds', async () => {
  const { code, stdout } = await call(['contract', '--generated', '2'], { REPORT_DIR: reportFolder() });
  assert.equal(code, 0, stdout);
});

test('1: a breach is reported with clause, request, response, reason and a curl line', async () => {
  const reports = reportFolder();
  const steps = mutants.find(({ name }) => name === 'names match by prefix')?.steps() ?? {};
  const { code, stdout } = await withReference({ steps }, (url) =>
    call(s5, { REPORT_DIR: reports, TARGET_URL: url, TARGET_SECRET_KEY: secretKey }),
  );
  assert.equal(code, 1, stdout);
  const failure = contractReport(reports).clauses.find(({ id }) => id === 'S5')?.failures[0];
  assert.ok(failure);
  assert.match(failure.reason, /not asked for/);
  assert.match(failure.curl, /^curl .* -X POST '.*usersig='"\$USERSIG"'/);
  assert.match(failure.request.body, /GroupName/);
  assert.equal(failure.response?.status, 200);
  assert.match(stdout, /S5 .*curl /s);
});

test('3: a target out of reach is not judged', async () => {
  const reports = reportFolder();
  const env = { REPORT_DIR: reports, TARGET_URL: 'http://127.0.0.1:9', TARGET_SECRET_KEY: secretKey };
  const { code, stdout } = await call(s5, env);
  assert.equal(code, 3, stdout);
  assert.equal(contractReport(reports).verdict, 'inconclusive');
  assert.equal((await call(['load', 'ceiling', '--duration', '2'], env)).code, 3);
});

test('3: refused credentials are no breach', async () => {
  const { code, stdout } = await withReference({}, (url) =>
    call(s5, { REPORT_DIR: reportFolder(), TARGET_URL: url, TARGET_SECRET_KEY: 'another key' }),
  );
  assert.equal(code, 3, stdout);
  assert.match(stdout, /70009/);
});

test('3: a run that was interrupted before its end', async () => {
  const reports = reportFolder();
  const signal = AbortSignal.abort();
  const { code, stdout } = await call(s5, { REPORT_DIR: reports }, { signal });
  assert.equal(code, 3, stdout);
  assert.equal(contractReport(reports).reason, 'the run was interrupted');
  const config = file('interrupted.yaml', 'profiles: [ceiling]');
  const gate = await call(['gate', '--config', config], { REPORT_DIR: reports }, { signal });
  assert.equal(gate.code, 3);
  assert.match(gate.stdout, /^Verdict: .*load profile ceiling was not run/m);
});

test('the edition that a target follows is detected', async () => {
  const options = { app: { ...app, edition: '2025-12-15' as const } };
  const { code, stdout } = await withReference(options, (url) =>
    call(['contract', '--clause', 'B2', '--edition', 'auto'], {
      REPORT_DIR: reportFolder(),
      TARGET_URL: url,
      TARGET_SECRET_KEY: secretKey,
    }),
  );
  assert.equal(code, 0, stdout);
  assert.match(stdout, /follows the edition 2025-12-15/);
});

test('TLS: a certificate that does not verify is not judged; one of TARGET_CA is good', async () => {
  const tls = await selfSigned({ ip: ['127.0.0.1'] });
  const ca = file('ca.pem', tls.cert);
  await withReference({ tls }, async (url) => {
    const env = { REPORT_DIR: reportFolder(), TARGET_URL: url, TARGET_SECRET_KEY: secretKey };
    assert.equal((await call(s5, env)).code, 3);
    const trusted = await call(s5, { ...env, TARGET_CA: ca });
    assert.equal(trusted.code, 0, trusted.stdout);
  });
});

describe('options that mean the same everywhere', () => {
  test('--target and --report-dir come before TARGET_URL and REPORT_DIR', async () => {
    const [reports, other] = [reportFolder(), reportFolder()];
    await withReference({}, async (url) => {
      const env = { TARGET_URL: 'http://127.0.0.1:9', TARGET_SECRET_KEY: secretKey, REPORT_DIR: other };
      const named = ['--target', url, '--report-dir', reports];
      const { code, stdout } = await call([...s5, ...named], env);
      assert.equal(code, 0, stdout);
      assert.equal(contractReport(reports).target.url, `${url}/`);
      assert.match(stdout, new RegExp(`^Reports: ${reports}$`, 'm'));
      assert.equal((await call(['doctor', ...named], env)).code, 0);
      const init = await call(
        ['init', '--target', url, '--account', 'id', '--out', join(folder, 'same.yaml')],
        env,
      );
      assert.equal(init.code, 0, init.stderr);
    });
    assert.throws(() => readdirSync(other), /ENOENT/);
  });

  test('--edition comes before TARGET_EDITION', async () => {
    const reports = reportFolder();
    const { code } = await call([...s5, '--edition', '2024'], {
      REPORT_DIR: reports,
      TARGET_EDITION: '2021-09-28',
    });
    assert.equal(code, 0);
    assert.equal(contractReport(reports).target.edition, '2024-02-07');
  });

  test('--embedded: the embedded target serves', async () => {
    const { code, stdout } = await call([...s5, '--embedded'], { REPORT_DIR: reportFolder() });
    assert.equal(code, 0);
    assert.match(stdout, /against the embedded reference target/);
  });

  test('--quiet prints the verdict alone', async () => {
    const env = { REPORT_DIR: reportFolder() };
    for (const [argv, left] of [
      [[...s5, '--quiet'], 'not run: C1, C2, '],
      [['load', quietProfile(), '--quiet'], 'not exercised: L1, L2, '],
    ] as const) {
      const { code, stdout, stderr } = await call(argv, env);
      assert.equal(code, 0);
      const [verdict, ...more] = stdout.split('; ');
      assert.equal(verdict, 'Verdict: conforms (of the embedded reference target)');
      assert.ok(more[0]?.startsWith(left) && more.length === 1, stdout);
      assert.match(stdout, /^[^\n]+\n$/);
      assert.equal(stderr, '');
    }
    const unreached = { ...env, TARGET_URL: 'http://127.0.0.1:9', TARGET_SECRET_KEY: secretKey };
    const { stdout, stderr } = await call([...s5, '--quiet'], unreached);
    assert.match(stdout, /^Verdict: not judged: [^\n]+\n$/);
    assert.equal(stderr, '');
    const out = join(folder, 'quiet.yaml');
    assert.deepEqual(await call(['init', '--out', out, '--quiet'], env), {
      code: 0,
      stdout: `${out}\n`,
      stderr: '',
    });
    assert.deepEqual(await call(['doctor', '--quiet'], env), {
      code: 0,
      stdout: 'all is well\n',
      stderr: '',
    });
    assert.match(
      (await call(['doctor', '--quiet'], unreached)).stdout,
      /^TCP: [^\n]*ECONNREFUSED[^\n]*; [^\n]+\n$/,
    );
  });

  test('--config: the contract command takes the suite section, what it requires included', async () => {
    const reports = reportFolder();
    const config = file('suite.yaml', 'suite: { generatedRequests: 0, seed: 7, required: [S5, F3] }');
    const fixtures = file('few.yaml', 'accounts: { populated: { id: id, lists: { g: [f], h: [f] } } }');
    const env = { REPORT_DIR: reports, TARGET_FIXTURES: fixtures };
    const whole = await call(['contract', '--embedded', '--config', config], env);
    assert.equal(whole.code, 3, whole.stdout);
    assert.match(whole.stdout, /^Verdict: not judged: F3 is required and was not exercised: \S/m);
    // A clause that was left out by choice is not missing.
    assert.equal((await call([...s5, '--embedded', '--config', config], env)).code, 0);
  });

  test('--config: the load command takes the overrides of its profile; options come first', async () => {
    const reports = reportFolder();
    const profile = quietProfile();
    const config = file('load.yaml', `profiles: [{ profile: ${profile}, ratePerSecond: 10 }, ceiling]`);
    const env = { REPORT_DIR: reports };
    const record = () => JSON.parse(readFileSync(join(reports, 'load-quiet.json'), 'utf8')) as LoadReport;
    assert.equal((await call(['load', profile, '--config', config], env)).code, 0);
    assert.equal(record().offered.count, 5);
    assert.equal((await call(['load', profile, '--config', config, '--rate', '30'], env)).code, 0);
    assert.equal(record().offered.count, 15);
    assert.equal((await call(['load', profile], env)).code, 0);
    assert.equal(record().offered.count, 10);
  });
});

/** A profile of half a second at 20 calls per second, with patience for a busy machine. */
function quietProfile(): string {
  return file(
    'quiet-profile.yaml',
    `name: quiet
description: A few calls, far from any ceiling.
stages: [{ kind: constant, ratePerSecond: 20, durationSeconds: 0.5, main: true }]
quietSeconds: 0
tolerances: { sendLagP99Ms: 5000, sendLagMaxMs: 5000 }
judges: [L5, L7]
`,
  );
}

describe('npm run target', () => {
  test('prints its URL in one line when it serves, and ends when it is interrupted', async () => {
    const stop = new AbortController();
    const lines: string[] = [];
    const ended = call(
      ['target', '--port', '0', '--mutant', 'names match by prefix'],
      {},
      {
        signal: stop.signal,
        onStdout: (text) => lines.push(text),
      },
    );
    while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.match(lines.join(''), /^http:\/\/127\.0\.0\.1:\d+\n$/);
    const [url = ''] = lines.join('').split('\n');
    assert.equal((await fetch(`${url}/v4/sns/group_get`, { method: 'POST' })).status, 200);
    const second = await call(['target', '--port', new URL(url).port]);
    assert.deepEqual([second.code, second.stdout], [2, '']);
    assert.match(second.stderr, /^port \d+ is taken; choose another with --port\n$/);
    stop.abort();
    assert.equal((await ended).code, 0);
    await assert.rejects(fetch(url));
  });

  test('--mutant list names the mutants with their clauses', async () => {
    const { code, stdout } = await call(['target', '--mutant', 'list']);
    assert.equal(code, 0);
    assert.equal(stdout.trim().split('\n').length, mutants.length);
    assert.match(stdout, /^S5 +names match by prefix$/m);
  });
});

describe('npm run -s usersig', () => {
  const env = { TARGET_SDKAPPID: '1400000000', TARGET_IDENTIFIER: 'root' };
  /** Why the UserSig is not good after some seconds, for the app and the admin of the variables. */
  function faultOf(userSig: string, afterSeconds = 0, key = secretKey) {
    const nowSeconds = Math.floor(Date.now() / 1000) + afterSeconds;
    return verifyUserSig(userSig, { secretKey: key, sdkAppId: 1400000000, identifier: 'root', nowSeconds });
  }

  test('prints a UserSig of the variables, and nothing else', async () => {
    const { code, stdout, stderr } = await call(['usersig'], {
      ...env,
      TARGET_SECRET_KEY: secretKey,
      TARGET_FIXTURES: '/not-there-yet.yaml',
    });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    const [userSig = '', ...rest] = stdout.split('\n');
    assert.deepEqual(rest, ['']);
    assert.equal(faultOf(userSig), undefined);
    assert.equal(faultOf(userSig, 590), undefined);
    assert.equal(faultOf(userSig, 620), 70001);
    assert.equal(faultOf(userSig, 0, 'another'), 70009);
  });

  test('signs with the key in a file', async () => {
    const keyFile = file('key', `${secretKey}\n`);
    const { stdout } = await call(['usersig'], { ...env, TARGET_SECRET_KEY_FILE: keyFile });
    assert.equal(faultOf(stdout.trim()), undefined);
  });
});
