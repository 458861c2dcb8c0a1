import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalLists } from './canonical-lists.ts';
import type { ListItem } from './judge-response.ts';

const a: ListItem = { GroupName: 'a', FriendNumber: 2, To_Account: ['x', 'y'] };
const b: ListItem = { GroupName: 'b', FriendNumber: 0 };

const pairs: [title: string, one: ListItem[] | undefined, other: ListItem[] | undefined, same: boolean][] = [
  ['lists in another order', [a, b], [b, a], true],
  ['users in another order', [a], [{ ...a, To_Account: ['y', 'x'] }], true],
  ['no lists and no ResultItem', [], undefined, true],
  ['a list more', [a], [a, b], false],
  ['another count', [b], [{ ...b, FriendNumber: 1 }], false],
  ['another user', [a], [{ ...a, To_Account: ['x', 'z'] }], false],
  ['no users where others are empty', [b], [{ ...b, To_Account: [] }], false],
  ['names that join alike', [{ ...b, GroupName: 'a,b' }], [{ ...b, GroupName: 'a' }, b], false],
];

for (const [title, one, other, same] of pairs)
  test(`${title}: ${same ? 'the same' : 'different'}`, () =>
    assert.equal(canonicalLists(one) === canonicalLists(other), same));
