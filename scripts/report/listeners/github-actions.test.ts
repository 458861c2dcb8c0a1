import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  exampleCheck,
  exampleClause,
  exampleContract,
  exampleLoad,
  hostileRun,
  hostileTexts,
  mixedRun,
} from '../example-runs.ts';
import { annotations } from './github-actions.ts';
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
        properties: { title: 'group_get: L2 The excess is refused in the envelope (load profile over)' },
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
