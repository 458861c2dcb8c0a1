import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quoted } from '../call/untrusted-text.ts';
import { causeOf, mergeByCause } from './cause.ts';

const pairs: [one: string, other: string, same: boolean][] = [
  ['ErrorCode 11 is neither', 'ErrorCode 12 is neither', true],
  [`list ${quoted('a')} has 2 in To_Account`, `list ${quoted('b 7')} has 3 in To_Account`, true],
  [`lists are missing: ${quoted('a')}`, `lists are missing: ${quoted('b')}, ${quoted('c')} and 4 more`, true],
  [`list ${quoted('say "x"')} appears`, `list ${quoted('say y')} appears`, true],
  [`begins ${quoted('\\')}`, `begins ${quoted('"\\"')}`, true],
  ['ResultItem is missing', 'lists are missing', false],
  [`list ${quoted('a')} appears`, `list ${quoted('a')} has no To_Account`, false],
];

for (const [one, other, same] of pairs) {
  test(`${one} / ${other}: ${same ? 'one cause' : 'two causes'}`, () => {
    assert.equal(causeOf({ clause: 'S2', reason: one }) === causeOf({ clause: 'S2', reason: other }), same);
    assert.notEqual(causeOf({ clause: 'S2', reason: one }), causeOf({ clause: 'S3', reason: one }));
  });
}

test('breaches of one cause are counted together, and the caller chooses the one that is shown', () => {
  const breach = (reason: string, count: number) => ({ clause: 'E4', reason, count });
  const all = [breach('code 12', 2), breach('no info', 1), breach('code 11', 3)];
  assert.deepEqual(mergeByCause(all), [breach('code 12', 5), breach('no info', 1)]);
  const least = mergeByCause(all, (known, next) => (known.reason < next.reason ? known : next));
  assert.deepEqual(least, [breach('code 11', 5), breach('no info', 1)]);
});
