import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../client/settings/run-errors.ts';
import { parseProfile, profileNames, readProfile, withOverrides } from './profile.ts';

test('every profile that comes with the harness is read, and is named like its file', () => {
  for (const name of profileNames()) assert.equal(readProfile(name).name, name);
  for (const name of ['ceiling', 'over', 'recovery', 'burst', 'soak', 'capacity', 'limiter'])
    assert.ok(profileNames().includes(name), name);
});

const head = 'name: mine\ndescription: d\nstages:\n';

test('a value that a profile leaves out has its default', () => {
  const profile = parseProfile(`${head}  - { kind: constant, ratePerSecond: 5, durationSeconds: 1 }`, 'f');
  assert.equal(profile.ceilingPerSecond, 200);
  assert.equal(profile.callTimeoutMs, 4000);
  assert.deepEqual(profile.connections, { initial: 20, max: 1000 });
  assert.equal(profile.tolerances.sendLagP99Ms, 20);
});

const refused: [title: string, text: string, message: RegExp][] = [
  ['empty', '', /^f:1:1: the profile must be a map of keys to values; found nothing/],
  ['no YAML', 'name: [', /^f:1:\d+: /],
  ['no stages', 'name: mine\ndescription: d', /^f:1:1: the profile makes no call/],
  ['only pauses', `${head}  - { kind: pause, durationSeconds: 1 }`, /makes no call/],
  ['an unknown kind', `${head}  - { kind: wave, durationSeconds: 1 }`, /^f:4:5: stages\.0 .*constant, ramp/],
  [
    'a rate below 0',
    `${head}  - kind: constant\n    ratePerSecond: -1\n    durationSeconds: 1`,
    /^f:5:20: stages\.0\.ratePerSecond must be more than 0; found -1/,
  ],
  ['no duration', `${head}  - { kind: constant, ratePerSecond: 1 }`, /^f:4:5: .*durationSeconds/],
  ['a misspelt field', `${head}  - { kind: pause, durationSeconds: 1, rate: 2 }`, /^f:4:40: .*'rate'/],
  [
    'an unknown enforcement',
    `${head}  - { kind: pause, durationSeconds: 1 }\nenforcement: maybe`,
    /^f:5:14: .*required, optional/,
  ],
  ['a key twice', 'name: a\nname: b', /^f:2:1: Map keys must be unique/],
];

for (const [title, text, message] of refused) {
  test(`refused: ${title}`, () => {
    assert.throws(
      () => parseProfile(text, 'f'),
      (error) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
    );
  });
}

test('an unknown name lists the known ones; a missing file is reported', () => {
  assert.throws(() => readProfile('sealing'), /choose one of burst, capacity, ceiling/);
  assert.throws(
    () => readProfile('/nowhere.yaml'),
    /\/nowhere\.yaml: there is no such file; check the path \(ENOENT\)/,
  );
});

const durations = (name: string, durationSeconds: number) =>
  withOverrides(readProfile(name), { durationSeconds }).stages.map((stage) =>
    Number(stage.durationSeconds.toFixed(2)),
  );

test('--duration is the length of the whole load, and keeps the shortest length of each stage while it can', () => {
  assert.deepEqual(durations('ceiling', 5), [5]);
  assert.deepEqual(durations('over', 24), [16, 8]);
  assert.deepEqual(durations('over', 6), [3.7, 2.3]);
  assert.deepEqual(durations('over', 5), [3.1, 1.9]);
  assert.deepEqual(durations('over', 2), [2]);
});

test('--rate changes the main stage alone', () => {
  const rates = (name: string, ratePerSecond: number) =>
    withOverrides(readProfile(name), { ratePerSecond }).stages.map(
      (stage) => 'ratePerSecond' in stage && stage.ratePerSecond,
    );
  assert.deepEqual(rates('ceiling', 180), [180]);
  assert.deepEqual(rates('over', 450), [450, 190]);
});

test('an override that a profile has no stage for is a usage error', () => {
  assert.throws(() => withOverrides(readProfile('burst'), { ratePerSecond: 5 }), UsageError);
  assert.throws(() => withOverrides(readProfile('limiter'), { durationSeconds: 5 }), UsageError);
});
