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

/** Commands as a user runs them, each in a process of its own: streams, exit codes, and what reaches Playwright's processes. */

const folder = mkdtempSync(join(tmpdir(), 'commands-'));
after(() => rmSync(folder, { recursive: true }));

const secretKey = 'key-of-a-target-under-test';
const app = readServedApp({ TARGET_SECRET_KEY: secretKey });
const s5 = ['--clause', 'S5'];

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

describe('real commands', { concurrency: 2 }, () => {
  test('gate: suite, load and reports; exit code 0', async () => {
    const config = join(folder, 'gate.yaml');
    writeFileSync(
      join(folder, 'calm.yaml'),
      `name: calm
description: A few calls, far from any ceiling and from what a busy machine could be late for.
stages: [{ kind: constant, ratePerSecond: 20, durationSeconds: 1 }]
tolerances: { sendLagP99Ms: 5000, sendLagMaxMs: 5000 }
judges: [L5, L7]
`,
    );
    writeFileSync(config, 'suite: { ratePerSecond: 100, generatedRequests: 0 }\nprofiles: [./calm.yaml]\n');
    const reports = reportFolder();
    const { code, stdout, stderr } = await command('gate', ['--config', config], { REPORT_DIR: reports });
    assert.equal(code, 0, stdout + stderr);
    assert.match(
      stdout,
      /^Verdict: conforms \(of the embedded reference target\); not exercised: C3, L1, L2, L3, L4, L6, L8$/m,
    );
    assert.equal(contractReport(reports).target.embedded, true);
    assert.deepEqual(readdirSync(reports).sort(), [
      'contract.json',
      'ctrf.json',
      'index.html',
      'junit.xml',
      'load-calm.json',
      'summary.md',
    ]);
    const { clauses } = contractReport(reports);
    const others = clauses.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id);
    // C3 is exercised when the target is chosen by TARGET_REGION.
    assert.deepEqual(others, ['C3']);
  });

  test("contract: --target and --edition reach Playwright's processes; a breach is exit code 1", async () => {
    const reports = reportFolder();
    const steps = mutants.find(({ name }) => name === 'names match by prefix')?.steps() ?? {};
    const options = { steps, app: { ...app, edition: '2025-12-15' as const } };
    const { code, stdout } = await withReference(options, (url) =>
      command('contract', [...s5, '--target', url, '--edition', 'auto', '--report-dir', reports], {
        TARGET_SECRET_KEY: secretKey,
        TARGET_URL: 'http://127.0.0.1:9',
      }),
    );
    assert.equal(code, 1, stdout);
    assert.match(stdout, /follows the edition 2025-12-15/);
    const { target, clauses } = contractReport(reports);
    assert.equal(target.edition, '2025-12-15');
    assert.match(
      clauses.find(({ id }) => id === 'S5')?.failures[0]?.curl ?? '',
      /^curl .* -X POST '.*usersig='"\$USERSIG"'/,
    );
  });

  test('contract: a certificate of TARGET_CA is trusted; --quiet prints the verdict alone', async () => {
    const tls = await selfSigned({ ip: ['127.0.0.1'] });
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, tls.cert);
    const ended = await withReference({ tls }, (url) =>
      command('contract', [...s5, '--quiet'], {
        REPORT_DIR: reportFolder(),
        TARGET_URL: url,
        TARGET_SECRET_KEY: secretKey,
        TARGET_CA: ca,
      }),
    );
    assert.match(ended.stdout, /^Verdict: conforms; not run: C1, [^\n]*\n$/);
    assert.deepEqual({ code: ended.code, stderr: ended.stderr }, { code: 0, stderr: '' });
  });

  test('contract: refused credentials are exit code 3', async () => {
    const { code, stdout } = await withReference({}, (url) =>
      command('contract', s5, {
        REPORT_DIR: reportFolder(),
        TARGET_URL: url,
        TARGET_SECRET_KEY: 'another key',
      }),
    );
    assert.equal(code, 3, stdout);
    assert.match(stdout, /70009/);
  });

  test('a usage error: exit code 2, one line on stderr', async () => {
    const { code, stdout, stderr } = await command('contract', ['--edition', '2023']);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(stderr, /^--edition is '2023'; [^\n]+\n$/);
  });

  test('target: its URL is the first line, and it ends when it is asked to', async () => {
    let status = 0;
    const ended = await command('target', ['--port', '0'], {}, (child) => {
      child.stdout?.once('data', async (line: Buffer) => {
        ({ status } = await fetch(new URL('/v4/sns/group_get', line.toString().trim()), { method: 'POST' }));
        child.kill('SIGTERM');
      });
    });
    assert.equal(status, 200);
    assert.equal(ended.code, 0);
    assert.match(ended.stdout, /^http:\/\/127\.0\.0\.1:\d+\n$/);
    assert.equal(ended.stderr, '');
  });

  test('a reader that closes the pipe early is no failure', async () => {
    const onlyOneLine = ['sh', '-c', '{ "$@"; echo "code $?" >&2; } | head -n 1', 'sh'];
    const { stdout, stderr } = await command('target', ['--mutant', 'list'], {}, undefined, onlyOneLine);
    assert.match(stdout, /^[A-Z]\d+ +\S[^\n]*\n$/);
    assert.equal(stderr, 'code 0\n');
  });
});
