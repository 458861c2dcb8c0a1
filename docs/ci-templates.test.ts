import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { action, actionText, bash, gitLabJob, runGateStep } from './ci-templates.ts';

/** The action and the GitLab job, read as YAML, their shell lines run with a stand-in for npm; ci-templates.long.test.ts runs the gate. */

const folder = mkdtempSync(join(tmpdir(), 'ci-'));
after(() => rmSync(folder, { recursive: true }));
const secrets = ['secret-key', 'usersig'];

/** A folder with an `npm` that writes what it got to the file `calls`, and ends with $NPM_EXIT. */
const tools = join(folder, 'tools');
mkdirSync(tools);
writeFileSync(
  join(tools, 'npm'),
  `#!/usr/bin/env bash
{ printf '%s\n' "$@"; echo "REPORT_DIR=$REPORT_DIR"; echo "TARGET_FIXTURES=$TARGET_FIXTURES"; } >>"$CALLS"
exit "$NPM_EXIT"
`,
);
chmodSync(join(tools, 'npm'), 0o755);
const withTools = (workspace: string, exit: number) => ({
  PATH: `${tools}:${process.env.PATH}`,
  CALLS: join(workspace, 'calls'),
  NPM_EXIT: String(exit),
});

test('the action uses each input, and has a shell for each script', () => {
  for (const name of Object.keys(action.inputs)) assert.ok(actionText.includes(`inputs.${name} `), name);
  for (const { run, shell, uses } of action.runs.steps) assert.ok(uses || (run && shell === 'bash'));
});

test('the action passes inputs to the shell as variables alone, and secrets to the gate alone', () => {
  for (const { run = '', ...rest } of action.runs.steps) {
    assert.doesNotMatch(run, /\$\{\{/);
    for (const secret of secrets) {
      const { env = {}, ...others } = rest;
      assert.ok(!JSON.stringify(others).includes(`inputs.${secret} `), secret);
      for (const [name, value] of Object.entries(env))
        if (value.includes(`inputs.${secret} `)) assert.match(name, /^TARGET_(SECRET_KEY|USERSIG)$/);
    }
  }
});

describe('the gate step of the action', { concurrency: 2 }, () => {
  async function run(inputs: Record<string, string>, exit = 0, files: string[] = []) {
    const workspace = mkdtempSync(join(folder, 'workspace-'));
    for (const name of files) writeFileSync(join(workspace, name), '');
    const { code, printed } = await runGateStep(inputs, workspace, withTools(workspace, exit));
    assert.ok(existsSync(join(workspace, 'calls')), printed);
    const [calls, output] = ['calls', 'output'].map((name) => readFileSync(join(workspace, name), 'utf8'));
    return { workspace, code, calls, output };
  }

  for (const [exit, verdict] of ['pass', 'fail', 'usage', 'inconclusive', 'inconclusive'].entries()) {
    test(`exit code ${exit} is the step's, and its verdict ${verdict}`, async () => {
      const { code, output } = await run({}, exit);
      assert.deepEqual({ code, output }, { code: exit, output: `verdict=${verdict}\n` });
    });
  }

  test('without inputs it gives no option, and reports go to the workspace', async () => {
    const { workspace, calls } = await run({});
    assert.equal(
      calls,
      `start\n--silent\n--\nREPORT_DIR=${join(workspace, 'group-get-reports')}\nTARGET_FIXTURES=\n`,
    );
  });

  test('it takes the file group-get.yaml of the workspace', async () => {
    const { workspace, calls } = await run({}, 0, ['group-get.yaml']);
    assert.ok(
      calls?.startsWith(`start\n--silent\n--\n--config\n${join(workspace, 'group-get.yaml')}\nREPORT`),
      calls,
    );
  });

  test('paths are relative to the workspace, and each input is one argument', async () => {
    const inputs = {
      config: 'ci/my gate.yaml',
      consent: 'a b"; touch "$GITHUB_WORKSPACE/harm"; "',
      fixtures: 'ci/fixtures.yaml',
      'report-dir': 'my reports',
    };
    const { workspace, calls } = await run(inputs);
    assert.equal(
      calls,
      [
        'start',
        '--silent',
        '--',
        '--config',
        join(workspace, 'ci/my gate.yaml'),
        '--consent',
        inputs.consent,
        `REPORT_DIR=${join(workspace, 'my reports')}`,
        `TARGET_FIXTURES=${join(workspace, 'ci/fixtures.yaml')}`,
        '',
      ].join('\n'),
    );
    assert.ok(!existsSync(join(workspace, 'harm')));
  });
});

test('the GitLab job asks for the git URL of the harness', async () => {
  const { code, printed } = await bash(gitLabJob.script.join('\n'), folder, withTools(folder, 0));
  assert.notEqual(code, 0);
  assert.match(printed, /GROUP_GET_REPOSITORY: set it to the git URL/);
});
