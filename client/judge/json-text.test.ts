import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contradictoryMember, isCutShort } from './json-text.ts';

const texts: [text: string, pointer: string | undefined][] = [
  ['{"a":1,"b":[{"c":2},{"c":3}]}', undefined],
  ['{"a":1,"a":1}', undefined],
  ['{"a":1,"a":1.0}', undefined],
  ['{"a":{"x":1,"y":2},"a":{"y":2,"x":1}}', undefined],
  ['{"a":1,"a":2}', '/a'],
  [' { "a" : "x,}" , "\\u0061" : "x,]" } ', '/a'],
  ['{"a":"\\\\","b":"\\"a\\":1","a":"\\\\\\""}', '/a'],
  ['{"a":[1,{"a":2}],"b":{"a":3}}', undefined],
  ['{"b":[{"c":1,"d":[2,3]},{"c":1,"x":{"c":9},"c":2}]}', '/b/1/c'],
  ['{"x":[{"c":1,"c":2}]}', undefined],
  ['{"b":[[{"c":1,"c":2}]]}', undefined],
  ['{"b":[],"b":[{"c":1}]}', '/b'],
];

for (const [text, pointer] of texts) {
  test(`${text} contradicts itself ${pointer === undefined ? 'nowhere' : `at ${pointer}`}`, () => {
    JSON.parse(text);
    assert.equal(contradictoryMember(text, 'b')?.pointer, pointer);
  });
}

test('every beginning of an object is cut short, the whole of it is not', () => {
  const text = '{"a":[1,{"b":"}\\"]"}],"c":null}';
  for (let length = 0; length < text.length; length += 1)
    assert.ok(isCutShort(text.slice(0, length)), text.slice(0, length));
  assert.ok(!isCutShort(text));
});

for (const text of ['<html>', '[', 'null', '{"a":1}}', '{]', 'oops']) {
  test(`${text} is wrong, not cut short`, () => assert.ok(!isCutShort(text)));
}

const nested = (depth: number, core: string) => `${'['.repeat(depth)}${core}${']'.repeat(depth)}`;

for (const depth of [10, 100, 101, 300_000]) {
  test(`values ${depth} deep are compared without recursion`, () => {
    const pointerOf = (one: string, other: string) =>
      contradictoryMember(`{"a":${one},"a": ${other} }`, 'b')?.pointer;
    assert.equal(pointerOf(nested(depth, ''), nested(depth, '')), undefined);
    assert.equal(pointerOf(nested(depth, '1'), nested(depth, '2')), '/a');
    assert.equal(pointerOf(nested(depth, '1'), nested(depth, '1.0')), depth > 100 ? '/a' : undefined);
  });
}

for (const text of ['{"a":"x\ny"', '{"a":/* x', '{"a":tru', '{"a', '{"a":"\\']) {
  test(`${JSON.stringify(text)} is cut short`, () => assert.ok(isCutShort(text)));
}

test('both take the time of one pass, however hostile the text', () => {
  const startMs = performance.now();
  for (const unit of ['[', '{"a":', '\\"', '"\\\\', '"', '{"a":1,"a":1,']) {
    const text = `{"b":"${unit.repeat(300_000)}`;
    assert.equal(isCutShort(`{"b":${unit.repeat(300_000)}`) || isCutShort(text), true, unit);
  }
  contradictoryMember(`{"a":${'['.repeat(300_000)}${']'.repeat(300_000)},"a":1}`, 'a');
  assert.ok(performance.now() - startMs < 10_000);
});
