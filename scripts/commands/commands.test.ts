import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readServedApp } from '../../client/settings/settings.ts';
import { mutants } from '../../reference/mutants/mutants.ts';
import { selfSigned } from '../../reference/self-signed.ts';
import { type ReferenceTargetOptions, startReferenceTarget } from '../../reference/server.ts';
import type { ContractReport } from '../../tests/report/contract-report.ts';
import { command } from '../command/spawned-command.ts';

/** The commands as a user runs them: exit codes, streams, reports, and what must be in none of them. */

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'commands-'));
after(() => rmSync(folder, { recursive: true }));

const secretKey = 'a-key-that-must-be-seen-nowhere-0123456789';
const app = readServedApp({ TARGET_SECRET_KEY: secretKey });

let folders = 0;
function reportFolder(): string {
  folders += 1;
  return join(folder, String(folders));
}

function contractReport(reports: string): ContractReport {
  return JSON.parse(readFileSync(join(reports, 'contract.json'), 'utf8')) as ContractReport;
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

describe('a call that is wrong: exit code 2, one line on stderr, nothing else', { concurrency: 2 }, () => {
  const fixtures = join(folder, 'bad.yaml');
  writeFileSync(fixtures, 'accounts:\n  populated: { id: 7 }\n');
  const wrong: [script: string, options: string[], env: Record<string, string>, message: RegExp][] = [
    ['contract', ['--bogus'], {}, /--bogus.*--help/],
    ['contract', ['--clause', 'Z9'], {}, /--clause is 'Z9'; choose one of C1/],
    ['contract', ['--rate', '500'], {}, /--rate is '500'/],
    ['contract', [], { TARGET_URL: 'nonsense', TARGET_SECRET_KEY: 'k' }, /TARGET_URL is not a URL/],
    ['contract', [], { TARGET_URL: 'http://example.test', TARGET_SECRET_KEY: 'k' }, /plain HTTP/],
    ['contract', [], { TARGET_URL: 'http://127.0.0.1:9' }, /TARGET_SECRET_KEY/],
    [
      'contract',
      [],
      { TARGET_FIXTURES: fixtures },
      /bad\.yaml:2:\d+: accounts\.populated\.id must be string/,
    ],
    ['contract', [], { REPORT_DIR: join(root, 'package.json') }, /cannot write reports.*REPORT_DIR/],
    ['load', [], {}, /give one profile: .*ceiling/],
    ['load', ['nosuch'], {}, /nosuch/],
    ['load', ['ceiling', '--duration', 'x'], {}, /--duration is 'x'/],
    [
      'load',
      ['over'],
      { TARGET_URL: 'https://example.test', TARGET_SECRET_KEY: 'k' },
      /--consent example\.test/,
    ],
    ['gate', [], { TARGET_URL: 'https://example.test', TARGET_SECRET_KEY: 'k' }, /--consent example\.test/],
    ['gate', ['--config', fixtures], {}, /bad\.yaml:1:1: the configuration must NOT .*'accounts'/],
    ['gate', ['--config', '/nowhere.yaml'], {}, /nowhere\.yaml/],
    ['target', ['--limiter', 'magic'], {}, /--limiter is 'magic'/],
    ['target', ['--mutant', 'none such'], {}, /--mutant list/],
  ];
  for (const [script, options, env, message] of wrong) {
    test([script, ...options, ...Object.keys(env)].join(' '), async () => {
      const { code, stderr } = await command(script, options, { REPORT_DIR: reportFolder(), ...env });
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.match(stderr, /^[^\n]+\n$/);
    });
  }
});

test('0: a clause of the embedded target holds, and the reports are there', async () => {
  const reports = reportFolder();
  const { code, stdout } = await command('contract', ['--clause', 'S5'], { REPORT_DIR: reports });
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

test('1: a breach is told with clause, request, response, reason and a curl line', async () => {
  const reports = reportFolder();
  const steps = mutants.find(({ name }) => name === 'names match by prefix')?.steps() ?? {};
  const { code, stdout } = await withReference({ steps }, (url) =>
    command('contract', ['--clause', 'S5'], {
      REPORT_DIR: reports,
      TARGET_URL: url,
      TARGET_SECRET_KEY: secretKey,
    }),
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
  const { code, stdout } = await command('contract', ['--clause', 'S5'], env);
  assert.equal(code, 3, stdout);
  assert.equal(contractReport(reports).verdict, 'inconclusive');
  assert.equal((await command('load', ['ceiling', '--duration', '2'], env)).code, 3);
});

test('3: refused credentials are no breach', async () => {
  const { code, stdout } = await withReference({}, (url) =>
    command('contract', ['--clause', 'S5'], {
      REPORT_DIR: reportFolder(),
      TARGET_URL: url,
      TARGET_SECRET_KEY: 'another key',
    }),
  );
  assert.equal(code, 3, stdout);
  assert.match(stdout, /70009/);
});

test('the edition that a target follows can be found out', async () => {
  const steps = { app: { ...app, edition: '2024' as const } };
  const { code, stdout } = await withReference(steps, (url) =>
    command('contract', ['--clause', 'B2', '--edition', 'auto'], {
      REPORT_DIR: reportFolder(),
      TARGET_URL: url,
      TARGET_SECRET_KEY: secretKey,
    }),
  );
  assert.equal(code, 0, stdout);
  assert.match(stdout, /follows the edition 2024/);
});

test('TLS: a certificate that does not verify is not judged; one of TARGET_CA is good', async () => {
  const tls = await selfSigned({ ip: ['127.0.0.1'] });
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, tls.cert);
  await withReference({ tls }, async (url) => {
    const env = { REPORT_DIR: reportFolder(), TARGET_URL: url, TARGET_SECRET_KEY: secretKey };
    assert.equal((await command('contract', ['--clause', 'S5'], env)).code, 3);
    const trusted = await command('contract', ['--clause', 'S5'], { ...env, TARGET_CA: ca });
    assert.equal(trusted.code, 0, trusted.stdout);
  });
});

test('the reference target says its URL in one line, and --help of every command helps', async () => {
  for (const script of ['gate', 'contract', 'load', 'target', 'generate', 'test', 'bench']) {
    const { code, stdout } = await command(script, ['--help']);
    assert.equal(code, 0, script);
    assert.match(stdout, /npm /, script);
  }
});
