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
{ printf '%s\n' "$@"; echo "REPORT_DIR=$REPORT_DIR"; env | grep '^TARGET_' | sort; } >>"$CALLS"
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
  async function run(given: Record<string, string>, exit = 0, files: string[] = []) {
    const inputs = { 'target-url': 'https://gateway.example/im', ...given };
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
      `start\n--silent\n--\nREPORT_DIR=${join(workspace, 'group-get-reports')}\nTARGET_URL=https://gateway.example/im\n`,
    );
  });

  test('the word embedded is an option and no URL', async () => {
    const { calls } = await run({ 'target-url': 'embedded' });
    assert.match(calls ?? '', /^start\n--silent\n--\n--embedded\nREPORT_DIR=\S+\n$/);
  });

  test('a region is a target, and only what was given is set', async () => {
    const { calls } = await run({ 'target-url': '', region: 'seoul', 'secret-key': 'k' });
    assert.match(calls ?? '', /\nTARGET_REGION=seoul\nTARGET_SECRET_KEY=k\n$/);
  });

  test('without a target nothing is run: an unset variable of the workflow tests no other target', async () => {
    const workspace = mkdtempSync(join(folder, 'workspace-'));
    const { code, printed } = await runGateStep({}, workspace, withTools(workspace, 0));
    assert.equal(code, 2);
    assert.match(printed, /^target-url and region are empty; /m);
    assert.equal(readFileSync(join(workspace, 'output'), 'utf8'), 'verdict=usage\n');
    assert.ok(!existsSync(join(workspace, 'calls')));
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
        'TARGET_URL=https://gateway.example/im',
        '',
      ].join('\n'),
    );
    assert.ok(!existsSync(join(workspace, 'harm')));
  });
});

test('the GitLab job asks for a target, and then for the git URL of the harness', async () => {
  const script = gitLabJob.script.join('\n');
  for (const env of [{}, { TARGET_URL: '' }, { TARGET_URL: '', TARGET_REGION: '' }]) {
    const { code, printed } = await bash(script, folder, { ...withTools(folder, 0), ...env });
    assert.equal(code, 2);
    assert.match(printed, /^set TARGET_URL or TARGET_REGION, /m);
  }
  const target = { TARGET_URL: 'embedded' };
  const { code, printed } = await bash(script, folder, { ...withTools(folder, 0), ...target });
  assert.notEqual(code, 0);
  assert.match(printed, /GROUP_GET_REPOSITORY: set it to the git URL/);
});
