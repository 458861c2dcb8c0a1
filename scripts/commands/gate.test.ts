import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readServedApp } from '../../client/settings/settings.ts';
import { referenceSteps, type Steps } from '../../reference/group-get.ts';
import { startReferenceTarget } from '../../reference/server.ts';
import { call } from '../command/called-command.ts';
import { workflowCommands } from '../report/listeners/workflow-commands.ts';

const folder = mkdtempSync(join(tmpdir(), 'gate-'));
after(() => rmSync(folder, { recursive: true }));

describe('the gate', () => {
  test('runs what its configuration says, and is inconclusive when a required clause was not exercised', async () => {
    const config = join(folder, 'gate.yaml');
    writeFileSync(
      join(folder, 'calm.yaml'),
      `name: calm
description: A few calls, far from any ceiling and from what a busy machine could be late for.
stages: [{ kind: constant, ratePerSecond: 20, durationSeconds: 0.5 }]
quietSeconds: 0
tolerances: { sendLagP99Ms: 5000, sendLagMaxMs: 5000 }
judges: [L5, L7]
`,
    );
    writeFileSync(
      config,
      `suite: { generatedRequests: 2, required: [S2, F3] }
profiles: [./calm.yaml]
`,
    );
    const fixtures = join(folder, 'few.yaml');
    writeFileSync(fixtures, 'accounts: { populated: { id: id, lists: { g: [f] } } }');
    const reports = join(folder, 'gate');
    const { code, stdout } = await call(['gate', '--embedded', '--config', config], {
      REPORT_DIR: reports,
      TARGET_FIXTURES: fixtures,
    });
    assert.match(stdout, /^Verdict: not judged: F3 is required and was not exercised: \S.*$/m);
    assert.equal(code, 3, stdout);
    assert.equal(JSON.parse(readFileSync(join(reports, 'contract.json'), 'utf8')).verdict, 'pass');
    assert.deepEqual(
      readdirSync(reports).filter((name) => name.endsWith('.json')),
      ['contract.json', 'ctrf.json', 'load-calm.json'],
    );
    const printed = await call(['gate', '--config', config, '--print-config']);
    assert.equal(printed.code, 0);
    writeFileSync(config, printed.stdout);
    assert.equal((await call(['gate', '--config', config, '--print-config'])).stdout, printed.stdout);
  });

  test('in GitHub Actions: an error for the breach, the summary, and no command from the target', async () => {
    const summary = join(folder, 'step-summary.md');
    writeFileSync(summary, 'before\n');
    const harm = '::set-output name=verdict::pass';
    const steps: Partial<Steps> = {
      failure: (code, call) => ({
        ...referenceSteps.failure(code, call),
        ErrorCode: 1,
        ErrorInfo: `${harm}\n${harm} ##[add-path]/evil ${`${harm} `.repeat(9)}`,
      }),
    };
    const reports = join(folder, 'actions');
    const secretKey = 'the key of a target that means harm';
    const target = await startReferenceTarget({
      app: readServedApp({ TARGET_SECRET_KEY: secretKey }),
      limiter: { kind: 'none' },
      steps,
    });
    const { code, stdout, stderr } = await call(['contract', '--clause', 'F2'], {
      REPORT_DIR: reports,
      TARGET_URL: target.url,
      TARGET_SECRET_KEY: secretKey,
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: summary,
    });
    await target.close();
    assert.equal(code, 1, stdout);
    assert.match(stdout, /##\[add-path\]/);
    const obeyed = workflowCommands(stdout);
    assert.ok(obeyed.length > 0);
    for (const { name, properties } of obeyed) {
      assert.equal(name, 'error');
      assert.match(properties.title ?? '', /^group_get: [A-Z]\d/);
    }
    assert.deepEqual(workflowCommands(stderr), []);
    const told = readFileSync(summary, 'utf8');
    assert.equal(told, `before\n${readFileSync(join(reports, 'summary.md'), 'utf8')}`);
  });
});
