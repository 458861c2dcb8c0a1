import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parse } from 'yaml';

/** The action and the GitLab job, as far as they can be tried without their hosts: read as YAML, their shell lines run. */

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'ci-'));
after(() => rmSync(folder, { recursive: true }));

interface Step {
  run?: string;
  uses?: string;
  shell?: string;
  env?: Record<string, string>;
  'working-directory'?: string;
}
interface Action {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: Step[] };
}
interface GitLabJob {
  variables: Record<string, string>;
  script: string[];
  artifacts: { paths: string[]; reports: { junit: string } };
}

const actionPath = join(root, '.github', 'actions', 'group-get');
const actionText = readFileSync(join(actionPath, 'action.yml'), 'utf8');
const action = parse(actionText) as Action;
const job = (
  parse(readFileSync(join(root, '.gitlab', 'group-get.yml'), 'utf8')) as Record<string, GitLabJob>
)['.group-get'] as GitLabJob;
const secrets = ['secret-key', 'usersig'];

describe('the CI templates', { concurrency: 3 }, () => {
  test('the action uses each input, and has a shell for each script', () => {
    for (const name of Object.keys(action.inputs)) assert.ok(actionText.includes(`inputs.${name} `), name);
    for (const { run, shell, uses } of action.runs.steps) assert.ok(uses || (run && shell === 'bash'));
  });

  test('the action hands nothing to a shell but as a variable, and secrets to the gate alone', () => {
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

  const config = 'suite: { ratePerSecond: 100, generatedRequests: 0 }\nprofiles: [./calm.yaml]\n';
  const calm = `name: calm
description: A few calls, far from any ceiling and from what a busy machine could be late for.
stages: [{ kind: constant, ratePerSecond: 20, durationSeconds: 1 }]
tolerances: { sendLagP99Ms: 5000, sendLagMaxMs: 5000 }
judges: [L5, L7]
`;
  const outOfReach = { 'target-url': 'http://127.0.0.1:9', 'secret-key': 'k'.repeat(64) };
  const runs: [
    title: string,
    files: Record<string, string>,
    inputs: Record<string, string>,
    code: number,
    verdict: string,
  ][] = [
    [
      'the file group-get.yaml of the workspace is taken',
      { 'group-get.yaml': config, 'calm.yaml': calm },
      {},
      0,
      'pass',
    ],
    ['a target out of reach', {}, outOfReach, 3, 'inconclusive'],
    ['a named file that is not there', {}, { config: 'none.yaml' }, 2, 'usage'],
    [
      'an input that would be obeyed as shell',
      {},
      { region: '"; touch "$GITHUB_WORKSPACE/harm"; "' },
      2,
      'usage',
    ],
  ];
  for (const [title, files, inputs, code, verdict] of runs) {
    test(`the action tells the verdict: ${title}`, async () => {
      const workspace = mkdtempSync(join(folder, 'workspace-'));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(workspace, name), text);
      const step = action.runs.steps.find(({ env }) => env !== undefined) as Step;
      const given = (text: string) =>
        text.replace(
          /\$\{\{ (?:inputs\.([\w-]+)|github\.action_path) \}\}/g,
          (_, name: string | undefined) =>
            name === undefined ? actionPath : (inputs[name] ?? action.inputs[name]?.default ?? ''),
        );
      const output = join(workspace, 'output');
      const env = Object.entries(step.env ?? {}).map(([name, value]) => [name, given(value)]);
      const ended = await bash(step.run ?? '', given(step['working-directory'] ?? ''), {
        ...Object.fromEntries(env),
        GITHUB_WORKSPACE: workspace,
        GITHUB_OUTPUT: output,
      });
      assert.equal(ended.code, code, ended.told);
      assert.equal(readFileSync(output, 'utf8'), `verdict=${verdict}\n`);
      const reports = join(workspace, 'group-get-reports');
      assert.equal(existsSync(join(reports, 'junit.xml')), code !== 2);
      assert.ok(!existsSync(join(workspace, 'harm')));
    });
  }

  const isClone = existsSync(join(root, '.git'));
  test('the GitLab job clones, installs and runs the gate, and keeps what it reports', {
    skip: !isClone && 'this folder is no git repository',
  }, async () => {
    const project = join(folder, 'project');
    const tools = join(folder, 'tools');
    mkdirSync(project);
    mkdirSync(tools);
    // Packages are not installed once more: the job's `npm ci` is given the ones that are there.
    writeFileSync(
      join(tools, 'npm'),
      `#!/usr/bin/env bash
case " $* " in *" ci "*) exec ln -s '${join(root, 'node_modules')}' "$2/node_modules" ;; esac
PATH=\${PATH#*:} exec npm "$@"
`,
    );
    chmodSync(join(tools, 'npm'), 0o755);
    const variables = Object.entries(job.variables).map(([name, value]) => [
      name,
      value.replace('$CI_PROJECT_DIR', project),
    ]);
    const ended = await bash(job.script.join('\n'), project, {
      ...Object.fromEntries(variables),
      PATH: `${tools}:${process.env.PATH}`,
      GROUP_GET_REPOSITORY: root,
      TARGET_URL: 'http://127.0.0.1:9',
      TARGET_SECRET_KEY: 'k'.repeat(64),
    });
    assert.equal(ended.code, 3, ended.told);
    assert.match(ended.told, /Verdict: not judged: the target could not be reached/);
    for (const path of [...job.artifacts.paths, job.artifacts.reports.junit])
      assert.ok(existsSync(join(project, path)), path);
    const missing = await bash(job.script.join('\n'), folder, {});
    assert.notEqual(missing.code, 0);
    assert.match(missing.told, /GROUP_GET_REPOSITORY: set it to the git URL/);
  });
});

/** Runs a script as the hosts do: it ends at the first command that fails. */
function bash(
  script: string,
  cwd: string,
  env: Record<string, string>,
): Promise<{ code: number | null; told: string }> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(TARGET_|REPORT_DIR|NODE_TEST|GITHUB_|GIT_|GROUP_GET_)/.test(name),
  );
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (told += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, told })));
}
