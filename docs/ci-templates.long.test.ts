import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { bash, gitLabJob, root, runGateStep } from './ci-templates.ts';

/** The action and the GitLab job with the real gate, without their hosts. */

const folder = mkdtempSync(join(tmpdir(), 'ci-'));
after(() => rmSync(folder, { recursive: true }));

describe('the CI templates', { concurrency: 2 }, () => {
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
      { 'target-url': 'embedded' },
      0,
      'pass',
    ],
    ['a target out of reach', {}, outOfReach, 3, 'inconclusive'],
    [
      'an input that would be obeyed as shell',
      {},
      { region: '"; touch "$GITHUB_WORKSPACE/harm"; "' },
      2,
      'usage',
    ],
  ];
  for (const [title, files, inputs, code, verdict] of runs) {
    test(`the action outputs the verdict: ${title}`, async () => {
      const workspace = mkdtempSync(join(folder, 'workspace-'));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(workspace, name), text);
      const ended = await runGateStep(inputs, workspace);
      assert.equal(ended.code, code, ended.printed);
      assert.equal(readFileSync(join(workspace, 'output'), 'utf8'), `verdict=${verdict}\n`);
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
    // The packages are not installed again: the job's `npm ci` gets the ones of this repository.
    writeFileSync(
      join(tools, 'npm'),
      `#!/usr/bin/env bash
case " $* " in *" ci "*) exec ln -s '${join(root, 'node_modules')}' "$2/node_modules" ;; esac
PATH=\${PATH#*:} exec npm "$@"
`,
    );
    chmodSync(join(tools, 'npm'), 0o755);
    const variables = Object.entries(gitLabJob.variables).map(([name, value]) => [
      name,
      value.replace('$CI_PROJECT_DIR', project),
    ]);
    const ended = await bash(gitLabJob.script.join('\n'), project, {
      ...Object.fromEntries(variables),
      PATH: `${tools}:${process.env.PATH}`,
      GROUP_GET_REPOSITORY: root,
      TARGET_URL: 'http://127.0.0.1:9',
      TARGET_SECRET_KEY: 'k'.repeat(64),
    });
    assert.equal(ended.code, 3, ended.printed);
    assert.match(ended.printed, /Verdict: not judged: the target could not be reached/);
    for (const path of [...gitLabJob.artifacts.paths, gitLabJob.artifacts.reports.junit])
      assert.ok(existsSync(join(project, path)), path);
  });
});
