import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { missingInputs } from './missing-inputs.ts';

function missingOf(counts: Record<string, number>): Record<string, string> {
  const lists = new Map(Object.entries(counts).map(([name, count]) => [name, { count }]));
  return Object.fromEntries(
    missingInputs(lists).map(({ clause, text }) => [clause, text.split(': ')[1] ?? '']),
  );
}

describe('the kinds of input that an account lacks', () => {
  const long = 'a list of over a hundred friends';
  const cases: [title: string, counts: Record<string, number>, missing: Record<string, string>][] = [
    ['none', { 'a b': 0, ж: 101, c: 1, d: 2 }, {}],
    ['a space', { ab: 0, ж: 101, c: 1, d: 2 }, { S5: 'a list name with a space' }],
    ['other scripts', { 'a b': 0, x: 101, c: 1, d: 2 }, { S5: 'a list name beyond ASCII' }],
    [
      'a fourth list',
      { 'a b': 0, ж: 101, c: 1 },
      { S3: 'more than three lists', S5: 'more than three lists' },
    ],
    [
      'an empty list',
      { 'a b': 1, ж: 101, c: 1, d: 2 },
      { S3: 'an empty list', S6: 'an empty list', S8: 'an empty list' },
    ],
    ['a long list', { 'a b': 0, ж: 100, c: 1, d: 2 }, { S6: long, S8: long }],
    [
      'all',
      { group1: 1, group2: 2, group3: 3 },
      {
        S3: 'more than three lists, an empty list',
        S5: 'a list name with a space, a list name beyond ASCII, more than three lists',
        S6: `an empty list, ${long}`,
        S8: `an empty list, ${long}`,
      },
    ],
  ];
  for (const [title, counts, missing] of cases) {
    test(title, () => assert.deepEqual(missingOf(counts), missing));
  }
});
