import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readTarget } from '../../../client/settings/settings.ts';
import {
  exampleCheck,
  exampleClause,
  exampleContract,
  exampleLoad,
  hostileRun,
  hostileTexts,
  mixedRun,
} from '../example-runs.ts';
import { annotations, githubActions } from './github-actions.ts';
import { type WorkflowCommand, workflowCommands } from './workflow-commands.ts';

function obeyed(lines: string[]): WorkflowCommand[] {
  return workflowCommands(lines.map((line) => `${line}\n`).join(''));
}

describe('annotations', () => {
  test('a conforming run has none', () => {
    assert.deepEqual(annotations({ contract: exampleContract(), loads: [exampleLoad()] }), []);
  });

  test('each breach is an error, each reason for no verdict a warning', () => {
    const run = { ...mixedRun(), notRun: ['load profile over was not run: ECONNREFUSED'] };
    assert.deepEqual(obeyed(annotations(run)), [
      {
        name: 'error',
        properties: { title: 'group_get: S2 Shape of ResultItem' },
        data: 'list "a" appears more than once',
      },
      {
        name: 'error',
        properties: { title: 'group_get: L2 The excess is rejected in the envelope (load profile over)' },
        data: 'observed 3, expected 0 refusals in another form: in excess: 3 × HTTP 429 or 503',
      },
      {
        name: 'warning',
        properties: { title: 'group_get: not judged' },
        data: 'load profile over was not run: ECONNREFUSED',
      },
    ]);
  });

  test('GitHub shows ten of a kind, so the tenth tells how many more there are', () => {
    const checks = Array.from({ length: 30 }, () => exampleCheck({ verdict: 'fail' }));
    const clauses = [exampleClause({ verdict: 'fail' })];
    const contract = exampleContract({ verdict: 'fail', clauses });
    const lines = obeyed(annotations({ contract, loads: [exampleLoad({ verdict: 'fail', checks })] }));
    assert.equal(lines.length, 10);
    assert.equal(lines.at(-1)?.properties.title, 'group_get: 22 more');
  });
});

describe('a run in a job', () => {
  async function written(
    env: NodeJS.ProcessEnv,
    quiet = false,
  ): Promise<Record<'stdout' | 'stderr', string>> {
    const written = { stdout: '', stderr: '' };
    const streamOf = (name: keyof typeof written) => ({
      write: (text: string) => {
        written[name] += text;
      },
    });
    const io = { stdout: streamOf('stdout'), stderr: streamOf('stderr') };
    const listener = githubActions({ folder: '.', env, io, quiet });
    const target = await readTarget({}, async () => 'http://127.0.0.1:1');
    await listener({ kind: 'run started', target, plan: { profiles: [] } });
    io.stdout.write('::error::what the target said\n');
    await listener({ kind: 'run ended', run: mixedRun() });
    return written;
  }

  test('stops commands until it has ended, then annotates', async () => {
    const { stdout, stderr } = await written({ GITHUB_ACTIONS: 'true' });
    assert.match(stdout, /^::stop-commands::\S+\n/);
    assert.deepEqual(
      workflowCommands(stdout).map(({ properties }) => properties.title),
      [
        'group_get: S2 Shape of ResultItem',
        'group_get: L2 The excess is rejected in the envelope (load profile over)',
      ],
    );
    assert.equal(stderr, '');
  });

  test('appends its summary, and says where that cannot be written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'summary-'));
    const summary = join(folder, 'summary.md');
    await written({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
    await written({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }, true);
    assert.equal(
      (await readFile(summary, 'utf8')).match(/^### ✗ group_get: 2 clauses breached/gm)?.length,
      2,
    );
    await rm(folder, { recursive: true });
    const { stderr } = await written({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
    assert.equal(stderr, 'cannot write GITHUB_STEP_SUMMARY (ENOENT)\n');
  });

  test('prints nothing when quiet, or outside of such a job', async () => {
    const alone = '::error::what the target said\n';
    assert.equal((await written({ GITHUB_ACTIONS: 'true' }, true)).stdout, alone);
    assert.equal((await written({})).stdout, alone);
  });
});

const commandTexts = {
  ...hostileTexts,
  'a command': '::set-output name=verdict::pass',
  'a command on a line of its own': 'x\n::set-env name=PATH::/evil\r\n::add-path::/evil',
  'the end of stopped commands': '::stop-commands::\n::group_get::\n::set-output name=verdict::pass',
  'the older form': 'x ##[set-output name=verdict]pass ##[add-path]/evil',
  'escapes and separators': '%0A::set-output name=a::b %25 , title=x::y',
};
for (const [name, text] of Object.entries(commandTexts)) {
  test(`a target has no say in what is obeyed: ${name}`, () => {
    const run = hostileRun(text);
    run.contract?.clauses.push(exampleClause({ id: 'S4', title: text, verdict: 'fail' }));
    const all = obeyed(annotations({ ...run, notRun: [text] }));
    assert.deepEqual(
      all.map(({ name, properties }) => [name, Object.keys(properties)]),
      [...Array(3).fill(['error', ['title']]), ...Array(3).fill(['warning', ['title']])],
    );
    for (const line of annotations(run)) assert.ok(!line.includes('\n') && line.length < 4000);
  });
}
