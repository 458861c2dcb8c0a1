import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from './run-errors.ts';
import { yamlFormat } from './yaml-file.ts';

test('a file that the parser does not finish is given up after 5 s', () => {
  const format = yamlFormat<object>({ name: 'the file', schema: { type: 'object' } });
  const startMs = performance.now();
  assert.throws(
    () => format.parse('!a '.repeat(300_000), 'f'),
    (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /^f takes more than 5 s to parse; is it the right file\?$/);
      return true;
    },
  );
  assert.ok(performance.now() - startMs < 10_000);
});
