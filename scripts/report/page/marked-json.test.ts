import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markedJson } from './marked-json.ts';

const faultOf = (body: string, pointer: string) => {
  const { pieces, mark } = markedJson(body, pointer);
  return { fault: pieces.find(({ atFault }) => atFault)?.text, mark };
};

test('lays JSON out on lines, each token as it was written', () => {
  const { pieces } = markedJson('{"a": 1.0,"b":[],"c":[1,{"d":{}}],"a":"\\u0041" }', '');
  assert.equal(
    pieces.map(({ text }) => text).join(''),
    '{\n  "a": 1.0,\n  "b": [],\n  "c": [\n    1,\n    {\n      "d": {}\n    }\n  ],\n  "a": "\\u0041"\n}',
  );
});

test('marks the part that a pointer names', () => {
  const body = '{"a/b":{"~":[10,{"x":"y"}]},"n":1,"n":2}';
  assert.deepEqual(faultOf(body, '/n'), { fault: '"n": 2', mark: 'exact' });
  assert.deepEqual(faultOf(body, '/a~1b/~0/0'), { fault: '10', mark: 'exact' });
  assert.deepEqual(faultOf(body, '/a~1b/~0/1/x'), { fault: '"x": "y"', mark: 'exact' });
  assert.match(faultOf(body, '/a~1b/~0').fault ?? '', /^"~": \[[\s\S]*\]$/);
});

test('marks the nearest part around one that is absent', () => {
  assert.deepEqual(faultOf('{"a":[{"b":1}]}', '/a/0/c'), {
    fault: '{\n      "b": 1\n    }',
    mark: 'nearest',
  });
  assert.deepEqual(faultOf('{"a":1}', '/c'), { fault: undefined, mark: 'none' });
  assert.deepEqual(faultOf('{"a":1}', ''), { fault: undefined, mark: 'none' });
});

test('of a repeated key the last value counts, as it does for parsers', () => {
  assert.deepEqual(faultOf('{"n":{"x":1},"n":{"x":2}}', '/n/x'), { fault: '"x": 2', mark: 'exact' });
});

test('shows what is not JSON, or was cut, as it is', () => {
  for (const body of ['', 'plain "text" /a', '<p>{"a":1}</p>', '"a"', '3', '  ']) {
    assert.equal(
      markedJson(body, '/a')
        .pieces.map(({ text }) => text)
        .join(''),
      body,
    );
  }
  const { pieces, mark } = markedJson('{"a":{"b":1},"c":"half of a te', '/a/b');
  assert.equal(mark, 'exact');
  assert.ok(pieces.at(-1)?.text.endsWith('"half of a te'));
});

test('keeps every visible character of any text', () => {
  const bodies = ['{"a":1}}', ']{', '[1 2 3]', '{"a" "b"}', '{,:,}', '[[[[', '{"a":1}{"b":2} trailing', '[}'];
  bodies.push(
    '{"a": /* not JSON */ 1}',
    '[1, // not JSON\n 2]',
    '{"\\x": "\\u12"}',
    '{"a":"\n"}',
    '{"a": NaN, b: -}',
  );
  for (const body of [...bodies, '['.repeat(10_000), '{"a":'.repeat(2000)]) {
    const shown = markedJson(body, '/0/0')
      .pieces.map(({ text }) => text)
      .join('');
    assert.equal(shown.replace(/\s/g, ''), body.replace(/\s/g, ''));
    assert.ok(shown.length < 40 * body.length + 100);
  }
});
