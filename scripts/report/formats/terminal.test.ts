import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  exampleClause,
  exampleContract,
  exampleLoad,
  hostileRun,
  hostileTexts,
  mixedRun,
} from '../example-runs.ts';
import { contractLines, loadLines, wantsColour } from './terminal.ts';

const plain = { columns: 80, colour: false };

function allLines(run: ReturnType<typeof mixedRun>, options = plain): string[] {
  return [
    ...(run.contract ? contractLines(run.contract, options) : []),
    ...run.loads.flatMap((load) => loadLines(load, options)),
  ];
}

describe('the contract on the terminal', () => {
  test('a breach comes with its request, response, reason and command', () => {
    const text = allLines(mixedRun()).join('\n');
    for (const part of [
      'S2  ✗ breached      Shape of ResultItem',
      'F3  – not exercised Not an app admin',
      'seen     list "a" appears more than once',
      '{"From_Account":"id"}',
      'HTTP 200',
      "again    curl -sS -i -X POST '",
      '✗ 1 clause breached: S2',
    ]) {
      assert.ok(text.includes(part), `${part} is not in\n${text}`);
    }
  });

  test('the verdict stands last', () => {
    assert.equal(contractLines(exampleContract(), plain).at(-1), '✓ conforms');
    const lagging = exampleLoad({ verdict: 'inconclusive', reason: "stage 'excess' was sent late" });
    assert.match(loadLines(lagging, plain).join('\n'), /\? not judged: stage 'excess' was sent late/);
  });

  for (const columns of [10, 40, 80, 200]) {
    test(`lines keep to ${columns} columns, but for commands`, () => {
      const lines = allLines(mixedRun(), { ...plain, columns }).filter((line) => !line.includes('curl'));
      for (const line of lines) assert.ok(line.length <= Math.max(20, columns), line);
    });
  }
});

describe('characters of other widths', () => {
  const rowsOf = (text: string, columns: number) => {
    const clauses = [exampleClause({ verdict: 'not-exercised', notes: [text] })];
    const lines = contractLines(exampleContract({ clauses }), { ...plain, columns });
    const from = lines.findIndex((line) => line.includes('HTTP 200, always')) + 1;
    return lines.slice(from, lines.indexOf('', from)).map((line) => line.trim());
  };

  // Beside the 20 columns of id and verdict there is room for 40.
  for (const [name, character, perRow] of [
    ['wide', '漢', 20],
    ['fullwidth', 'Ａ', 20],
    ['emoji', '🎉', 20],
    ['a letter with a mark', 'e\u0301', 40],
    ['narrow', 'ж', 40],
  ] as const) {
    test(`${name} characters fill a row and no more: ${perRow}`, () => {
      const rows = rowsOf(character.repeat(2 * perRow + 1), 60);
      const row = (count: number) => character.repeat(count);
      assert.deepEqual(rows, [row(perRow), row(perRow), row(1)]);
    });
  }

  test('text keeps the form in which it came', () => {
    assert.deepEqual(rowsOf('e\u0301 \u212b', 60), ['e\u0301 \u212b']);
  });

  test('a row breaks between words, and within a word that is longer than a row', () => {
    assert.deepEqual(rowsOf(`${'word '.repeat(9)}${'x'.repeat(50)}`, 60), [
      'word word word word word word word word',
      `word ${'x'.repeat(35)}`,
      'x'.repeat(15),
    ]);
  });
});

test('colour is added, and nothing else, when it is wanted', () => {
  const coloured = allLines(mixedRun(), { ...plain, colour: true });
  const sequence = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');
  assert.ok(coloured.some((line) => line.match(sequence)));
  assert.deepEqual(
    coloured.map((line) => line.replace(sequence, '').trimEnd()),
    allLines(mixedRun()),
  );
});

describe('a hostile target', () => {
  for (const [name, text] of Object.entries(hostileTexts)) {
    test(`has no say on the terminal: ${name}`, () => {
      const lines = allLines(hostileRun(text));
      for (const line of lines) assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}]/u);
      assert.ok(lines.join('\n').length < 60_000);
    });
  }
});

test('colour depends on the stream and on what its user asks for', () => {
  const terminal = { isTTY: true };
  assert.equal(wantsColour(terminal, {}), true);
  assert.equal(wantsColour({}, {}), false);
  assert.equal(wantsColour(terminal, { NO_COLOR: '1' }), false);
  assert.equal(wantsColour(terminal, { NO_COLOR: '' }), true);
  assert.equal(wantsColour(terminal, { TERM: 'dumb' }), false);
  assert.equal(wantsColour({}, { FORCE_COLOR: '1' }), true);
  assert.equal(wantsColour(terminal, { FORCE_COLOR: '0' }), false);
  assert.equal(wantsColour({}, { FORCE_COLOR: '1', NO_COLOR: '1' }), false);
});
