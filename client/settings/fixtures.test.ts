import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedFixtures, parseFixtures } from './fixtures.ts';
import { UsageError } from './run-errors.ts';

test("the embedded target's own fixtures hold the page's sample data", () => {
  assert.deepEqual(Object.keys(embeddedFixtures().accounts.populated.lists ?? {}), [
    'group1',
    'group2',
    'group3',
  ]);
});

test('an account name alone is enough', () => {
  assert.deepEqual(parseFixtures('accounts: { populated: { id: me } }', 'f'), {
    accounts: { populated: { id: 'me' } },
  });
});

const refused: [title: string, text: string, message: RegExp][] = [
  ['empty', '', /^f:1:1: the fixtures file must be a map of keys to values; found nothing/],
  ['no YAML', 'accounts: [', /^f:1:\d+: /],
  ['a key twice', 'accounts: {}\naccounts: {}', /^f:2:1: Map keys must be unique/],
  ['no populated account', 'accounts: {}', /^f:1:11: accounts must have the property 'populated'/],
  [
    'a number as id',
    'accounts:\n  populated:\n    id: 7',
    /^f:3:9: accounts\.populated\.id must be a string; found 7/,
  ],
  [
    'a misspelt field',
    'accounts: { populated: { id: a, list: {} } }',
    /^f:1:33: accounts\.populated must not have the property 'list'; it can have id, currentSequence, lists$/,
  ],
  [
    'a friend twice',
    'accounts: { populated: { id: a, lists: { g: [x, x] } } }',
    /must have no duplicate items; numbers 1 and 2 are equal/,
  ],
  [
    'an alias bomb',
    `a: &a [x]\n${Array.from({ length: 9 }, (_, i) => `b${i}: &b${i} [${`*${i ? `b${i - 1}` : 'a'},`.repeat(9)}]`).join('\n')}`,
    /^f:1:1: Excessive alias count/,
  ],
];

for (const [title, text, message] of refused) {
  test(`refused: ${title}`, () => {
    assert.throws(
      () => parseFixtures(text, 'f'),
      (error) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
    );
  });
}
