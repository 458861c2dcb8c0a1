import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from './run-errors.ts';
import { yamlFormat } from './yaml-file.ts';

const format = yamlFormat<object>({ name: 'the file', schema: { type: 'object' } });
const mebibyte = 1024 * 1024;

const refused: [title: string, text: string, message: RegExp][] = [
  ['brackets without end', '['.repeat(mebibyte), /^f:1: nested more than 100 levels deep/],
  ['brackets over lines', '[\n'.repeat(mebibyte / 2), /^f:101: nested more than 100 levels deep/],
  ['maps in maps', '{a: '.repeat(mebibyte / 4), /^f:1: nested more than 100 levels deep/],
  ['lists in lists', '- '.repeat(mebibyte / 2), /^f:1: nested more than 100 levels deep/],
  ['explicit keys in keys', '? '.repeat(mebibyte / 2), /^f:1: nested more than 100 levels deep/],
  ['a long unknown alias', `a: *${'x'.repeat(mebibyte / 2)}`, /^f:1:1: Unresolved alias .{1,400}…$/],
  [
    'an escape in a key that stands twice',
    '"\\e[31m": 1\n"\\e[31m": 2',
    /^f:2:1: .*'\\u001b\[31m' stands above/,
  ],
];

for (const [title, text, message] of refused) {
  test(`refused soon, in one line: ${title}`, () => {
    const startMs = performance.now();
    assert.throws(
      () => format.parse(text, 'f'),
      (error) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\p{Cc}/u);
        return true;
      },
    );
    assert.ok(performance.now() - startMs < 3000);
  });
}

test('ten thousand keys in a map are no matter', () => {
  const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`).join('\n');
  assert.equal(Object.keys(format.parse(keys, 'f').value).length, 10_000);
});
