import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { mutants } from '../reference/mutants/mutants.ts';
import { variants } from '../reference/variants.ts';
import { type ClauseId, clauseIds, editions } from '../spec/generated/contract.ts';
import { checks } from './checks/checks.ts';

/** Every clause of the suite has a check and mutants that prove it, and every check has a clause. */

const clauses = editions['2021-09-28'].clauses;
const ofSuite = clauseIds.filter((id) => clauses[id].exercisedBy === 'contract');

/** Clauses that no answer of a target can breach: the choice of a host, unspecified requests, notes. */
const withoutMutants: ClauseId[] = ['C3', 'C5', 'B5', 'E6', 'E7'];

function clauseIdsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(clauseIdsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'x-clause-ids' ? (child as string[]) : clauseIdsIn(child),
  );
}

test('every clause of the suite has a check, and every check a clause of the suite', () => {
  assert.deepEqual([...new Set(checks.map(({ clause }) => clause))].sort(), [...ofSuite].sort());
});

test('checks, mutants and variants can be told apart by name', () => {
  for (const names of [
    checks.map(({ title }) => title),
    mutants.map(({ name }) => name),
    variants.map(({ name }) => name),
  ]) {
    assert.equal(new Set(names).size, names.length);
  }
});

for (const id of ofSuite.filter((clause) => !withoutMutants.includes(clause))) {
  test(`${id} has two mutants or more`, () => {
    assert.ok(mutants.filter(({ breaches }) => breaches === id).length >= 2);
  });
}

test('the elements of the specification name known clauses, and every clause is named by an element', () => {
  const named = new Set(
    clauseIdsIn(parse(readFileSync(`${import.meta.dirname}/../spec/group_get.openapi.yaml`, 'utf8'))),
  );
  assert.deepEqual(
    [...named].filter((id) => !(clauseIds as readonly string[]).includes(id)),
    [],
  );
  assert.deepEqual(
    ofSuite.filter((id) => !named.has(id)),
    [],
  );
});
