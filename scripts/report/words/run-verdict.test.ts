import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleCheck, exampleClause, exampleContract, exampleLoad, mixedRun } from '../example-runs.ts';
import { describeTally, describeVerdict, verdictOf } from './run-verdict.ts';

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
    '1 clause breached: S2; not judged: the generator fell behind (load profile over)',
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
