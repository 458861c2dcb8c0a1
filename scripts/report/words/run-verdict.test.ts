import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ClauseId, clauseIdsOf } from '../../../spec/generated/contract.ts';
import type { ClauseReport, ContractReport } from '../../../tests/report/contract-report.ts';
import { exampleCheck, exampleClause, exampleContract, exampleLoad, mixedRun } from '../example-runs.ts';
import { describeTally, describeVerdict, describeVerdictBriefly, verdictOf } from './run-verdict.ts';

const late = exampleLoad({ verdict: 'inconclusive', reason: 'the generator fell behind' });

test('a run conforms when all of it was judged and held', () => {
  const run = { contract: exampleContract(), loads: [exampleLoad()] };
  assert.equal(verdictOf(run), 'pass');
  assert.equal(describeVerdict(run), 'conforms');
  assert.equal(describeTally(run), '2 clauses held');
});

test('breached clauses are listed once each, those of the suite first', () => {
  const failed = exampleLoad({
    verdict: 'fail',
    checks: [exampleCheck({ id: 'L2', verdict: 'fail' }), exampleCheck({ id: 'L7', verdict: 'fail' })],
  });
  const contract = exampleContract({
    verdict: 'fail',
    clauses: [exampleClause({ verdict: 'fail' }), exampleClause({ id: 'S5', verdict: 'fail' })],
  });
  const run = { contract, loads: [failed, failed] };
  assert.equal(describeVerdict(run), '4 clauses breached: E1, S5, L2, L7');
  assert.equal(describeVerdict({ contract: null, loads: [failed] }), '2 clauses breached: L2, L7');
  assert.equal(describeTally(run), '0 clauses held, 4 breached');
});

test('a part that was not run leaves the whole not judged, and hides no breach', () => {
  const run = { contract: exampleContract(), loads: [], notRun: ['load profile over was not run'] };
  assert.equal(verdictOf(run), 'inconclusive');
  assert.equal(describeVerdict(run), 'not judged: load profile over was not run');
  assert.equal(verdictOf({ ...mixedRun(), notRun: ['load profile over was not run'] }), 'fail');
});

test('what could not be judged is said, beside breaches too', () => {
  assert.equal(
    describeVerdict({ contract: exampleContract(), loads: [late] }),
    'not judged: the generator fell behind (load profile over)',
  );
  assert.equal(
    describeVerdict({ contract: mixedRun().contract, loads: [late] }),
    '1 clause breached: S2; not judged: the generator fell behind (load profile over); not exercised: F3',
  );
  const unreachable = exampleContract({ verdict: 'inconclusive', reason: 'the target cannot be reached' });
  assert.equal(
    describeVerdict({ contract: unreachable, loads: [] }),
    'not judged: the target cannot be reached',
  );
});

test('nothing run is nothing judged', () => {
  assert.equal(verdictOf({ contract: null, loads: [] }), 'inconclusive');
  assert.equal(describeVerdict({ contract: null, loads: [] }), 'not judged: nothing was run');
});

test('the verdict says that the embedded reference target was tested', () => {
  const target = { ...exampleContract().target, embedded: true };
  for (const run of [
    { contract: exampleContract({ target }), loads: [] },
    { contract: null, loads: [exampleLoad({ target })] },
    { contract: exampleContract({ target }), loads: [exampleLoad({ target })] },
  ]) {
    assert.equal(describeVerdict(run), 'conforms (of the embedded reference target)');
    assert.equal(describeVerdictBriefly(run), 'conforms (of the embedded reference target)');
  }
  const late = { contract: null, loads: [exampleLoad({ target, verdict: 'inconclusive', reason: 'late' })] };
  assert.equal(
    describeVerdict(late),
    'not judged: late (load profile over) (of the embedded reference target)',
  );
});

describe('the verdict names what was not judged', () => {
  const silent = (id: ClauseId, note: string) =>
    exampleClause({ id, verdict: 'not-exercised', notes: [note] });
  const verdictOn = (clauses: ClauseReport[], changes: Partial<ContractReport> = {}) =>
    describeVerdict({ contract: exampleContract({ clauses, ...changes }), loads: [] });

  test('clauses that were not exercised, and those whose checks were not run', () => {
    assert.equal(
      verdictOn([exampleClause(), silent('F3', 'no nonAdmin'), silent('S5', 'its checks were not run')]),
      'conforms; not exercised: F3; not run: S5',
    );
  });

  test('a clause that the suite or another profile exercised is not among them', () => {
    const loads = [
      exampleLoad({ checks: [exampleCheck({ id: 'L2', verdict: 'not-exercised' }), exampleCheck()] }),
      exampleLoad({
        checks: [exampleCheck({ id: 'L2' }), exampleCheck({ id: 'L8', verdict: 'not-exercised' })],
      }),
    ];
    assert.equal(describeVerdict({ contract: null, loads }), 'conforms; not exercised: L8');
  });

  test('clauses that declared lists decide, where none are declared', () => {
    const clauses = [exampleClause(), exampleClause({ id: 'S3' }), exampleClause({ id: 'S8' })];
    assert.equal(verdictOn(clauses), 'conforms');
    assert.equal(
      verdictOn(clauses, { listsDeclared: false }),
      'conforms; lists not declared, so answers were only compared with one another for: S3, S8',
    );
  });

  test('clauses that share the reason of the whole run are covered by that reason', () => {
    assert.equal(
      verdictOn([silent('S3', 'see the reason of the whole run')], {
        verdict: 'inconclusive',
        reason: 'no way',
      }),
      'not judged: no way',
    );
  });

  test('with every clause of the contract the line stays bounded', () => {
    const all = clauseIdsOf.contract.map((id) => silent(id, 'its checks were not run'));
    const line = verdictOn(all);
    assert.ok(line.length < 250, line);
    for (const id of clauseIdsOf.contract) assert.match(line, new RegExp(`\\b${id}\\b`));
  });
});
