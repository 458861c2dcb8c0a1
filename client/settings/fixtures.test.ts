import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingInputs } from '../../tests/report/missing-inputs.ts';
import { embeddedFixtures, parseFixtures, sampleFixtures } from './fixtures.ts';
import { UsageError } from './run-errors.ts';

test("the embedded target's own fixtures hold every kind of list, and the page's sample on an account of its own", () => {
  const { populated, sample, unknown } = embeddedFixtures().accounts;
  const lists = new Map(
    Object.entries(populated.lists ?? {}).map(([name, friends]) => [name, { count: friends.length }]),
  );
  assert.deepEqual(missingInputs(lists), []);
  assert.deepEqual({ sample, unknown }, { sample: { id: 'id' }, unknown: { id: 'no_such_account' } });
});

test('an account with the sample data is named by its id', () => {
  const text = 'accounts: { populated: { id: a }, sample: { id: s } }';
  assert.deepEqual(parseFixtures(text, 'f').accounts.sample, { id: 's' });
  assert.throws(() => parseFixtures(text.replace('id: s', ''), 'f'), /accounts\.sample must have .*'id'/);
});

test('a target whose fixtures are not given is taken to hold the data of the page', () => {
  const { accounts, identities } = sampleFixtures();
  const lists = {
    group1: ['friend1'],
    group2: ['friend1', 'friend2'],
    group3: ['friend1', 'friend2', 'friend3'],
  };
  assert.deepEqual(accounts, {
    populated: { id: 'id', currentSequence: 2, lists },
    empty: { id: 'loner' },
    unknown: { id: 'no_such_account' },
  });
  assert.deepEqual(identities, { nonAdmin: { identifier: 'friend1' } });
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
