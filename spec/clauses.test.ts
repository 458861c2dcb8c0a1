import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clauses, clausesOf } from './clauses.ts';
import { clauseIds, clauseIdsOf, editionIds, editions } from './generated/contract.ts';

test('every clause has its id, title, text and level', () => {
  assert.deepEqual(Object.keys(clauses), [...clauseIds]);
  for (const id of clauseIds) {
    const { title, says, reading, level } = clauses[id];
    assert.equal(clauses[id].id, id);
    assert.ok(title.length > 0 && says.length > 0 && reading !== '');
    assert.equal(level, editions['2021-09-28'].clauses[id].level);
  }
});

test('a clause is judged by the suite or under load', () => {
  assert.deepEqual([...clauseIdsOf.contract, ...clauseIdsOf.load].sort(), [...clauseIds].sort());
  assert.ok(clauseIdsOf.load.every((id) => id.startsWith('L')));
});

describe('the ceiling in the texts of clauses', () => {
  test("is the page's unless the caller says otherwise", () => {
    assert.equal(clauses.L1.title, '200 evenly spaced calls per second are never rejected');
    assert.match(clauses.L3.says, /stay between 200 and the profile's tolerance/);
  });

  test("is the profile's in each text that names it", () => {
    const { L1, L2, L3, L4, L8 } = clausesOf('2021-09-28', 30);
    assert.equal(L1.title, '30 evenly spaced calls per second are never rejected');
    assert.match(L1.reading ?? '', /more than 30 calls/);
    for (const { says } of [L1, L2, L3, L4, L8]) assert.match(says, /\b30\b/);
  });

  for (const edition of editionIds) {
    test(`is never left as a placeholder, and no text states it by itself: ${edition}`, () => {
      const texts = JSON.stringify(clausesOf(edition, 30));
      assert.doesNotMatch(texts, /\{ceiling\}/);
      assert.doesNotMatch(texts.replaceAll('HTTP 200', '').replace(/status is 200/g, ''), /\b200\b/);
    });
  }
});

test('an edition changes the texts of its clauses', () => {
  assert.equal(clausesOf('2021-09-28').C3.title, 'Four regional hosts');
  assert.equal(clausesOf('2024-02-07').C3.title, 'Seven regional hosts');
});
