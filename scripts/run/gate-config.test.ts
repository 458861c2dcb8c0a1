import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UsageError } from '../../client/settings/run-errors.ts';
import { readProfile, withOverrides } from '../../load/schedule/profile.ts';
import { parseGate, printedConfig, readGate } from './gate-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'gate-'));
after(() => rmSync(folder, { recursive: true }));

test('without a file, the gate is the suite and the profiles ceiling and over, as they come', () => {
  const { plan } = parseGate('{}', 'f');
  assert.deepEqual(plan.profiles, [readProfile('ceiling'), readProfile('over')]);
  assert.deepEqual(plan.required, []);
  assert.equal(plan.suite?.ratePerSecond, 90);
  assert.notEqual(plan.suite?.seed, parseGate('{}', 'f').plan.suite?.seed);
});

test('a file says what the suite does, and which profiles are run with what changed', () => {
  writeFileSync(
    join(folder, 'mine.yaml'),
    'name: mine\ndescription: d\nstages: [{ kind: constant, ratePerSecond: 5, durationSeconds: 1 }]\n',
  );
  const file = join(folder, 'group-get.yaml');
  writeFileSync(
    file,
    `suite: { ratePerSecond: 40, generatedRequests: 3, seed: 7, required: [S5, F3] }
profiles:
  - { profile: over, durationSeconds: 24, enforcement: optional, tolerances: { admittedAboveCeiling: 0.2 } }
  - { profile: ./mine.yaml, thresholdsMs: { p99: 80 } }
  - ceiling
`,
  );
  const { plan } = readGate(file);
  assert.deepEqual(plan.suite, { ratePerSecond: 40, generatedRequests: 3, seed: 7, clauses: [] });
  assert.deepEqual(plan.required, ['S5', 'F3']);
  assert.deepEqual(
    plan.profiles.map(({ name }) => name),
    ['over', 'mine', 'ceiling'],
  );
  const [over, mine] = plan.profiles;
  assert.deepEqual(over, {
    ...withOverrides(readProfile('over'), { durationSeconds: 24 }),
    enforcement: 'optional',
    tolerances: { sendLagP99Ms: 20, sendLagMaxMs: 50, admittedAboveCeiling: 0.2 },
  });
  assert.deepEqual(mine?.thresholdsMs, { p99: 80 });
});

for (const text of [
  '{}',
  'profiles: [burst, capacity, limiter, soak, recovery]\nsuite: { seed: 5, required: [F3, S10] }',
  'profiles: [{ profile: over, durationSeconds: 17.3, ratePerSecond: 333, connections: 7, thresholdsMs: { p9999: 1.5 } }]',
]) {
  test(`what --print-config prints is a configuration that says the same: ${text.slice(0, 50)}`, () => {
    const gate = parseGate(text, 'f');
    const printed = printedConfig(gate);
    const again = parseGate(printed, 'printed');
    assert.deepEqual(again.plan.profiles, gate.plan.profiles);
    assert.deepEqual(again.config, gate.config);
    assert.equal(printedConfig(again), printed);
    // Each value has a word above it where it is first seen.
    assert.match(printed, /# calls per second at most; default: 90\n {2}ratePerSecond: 90\n/);
    assert.match(printed, /# L6, from the moment a call was due\n {4}thresholdsMs:/);
  });
}

const refused: [title: string, text: string, message: RegExp][] = [
  [
    'an unknown word',
    'suite: {}\nprofile: [ceiling]',
    /^f:2:1: the configuration must not have the property 'profile'; it can have suite, profiles$/,
  ],
  [
    'a suite that is left out',
    'suite: { skip: true }',
    /^f:1:10: suite must not have the property 'skip'; it can have ratePerSecond, .*required$/,
  ],
  [
    'a rate beyond bounds',
    'suite:\n  ratePerSecond: 200',
    /^f:2:18: suite\.ratePerSecond must be at most 100; found 200$/,
  ],
  ['a seed that is a word', 'suite: { seed: lucky }', /^f:1:16: suite\.seed must match the pattern/],
  ['no clause', 'suite: { required: [Z9] }', /^f:1:21: suite\.required\.0 must be .*: C1, C2,/],
  ['a clause that the suite cannot exercise', 'suite: { required: [L1] }', /^f:1:21: suite\.required\.0/],
  ['no profile', 'profiles: []', /^f:1:11: profiles must have at least 1 item$/],
  [
    'an unknown profile',
    'profiles:\n  - ceiling\n  - sealing',
    /^f:3:5: there is no profile 'sealing'; choose/,
  ],
  ['a profile without a name', 'profiles: [{ durationSeconds: 5 }]', /^f:1:12: profiles\.0 .*'profile'/],
  [
    'a profile file that is not there',
    'profiles: [./no.yaml]',
    /^f:1:12: cannot read the profile .*: there is no such file; check the path \(ENOENT\)$/,
  ],
  [
    'what the profile has not',
    'profiles: [{ profile: burst, ratePerSecond: 5 }]',
    /^f:1:12: .*no main stage/,
  ],
  ['a profile twice', 'profiles: [over, { profile: over, connections: 5 }]', /^f:1:18: a profile named over/],
  [
    'a threshold of no name',
    'profiles: [{ profile: over, thresholdsMs: { p95: 5 } }]',
    /^f:1:45: .*'p95'; it can have .*p99/,
  ],
  ...['secretKey', 'TARGET_USERSIG', 'password', 'apiKey', 'key', 'userSig', 'accessToken'].map(
    (key): [string, string, RegExp] => [
      `the secret ${key}`,
      `suite:\n  ${key}: hush-hush`,
      new RegExp(`^f:2:3: '${key}' looks like a secret.*environment$`),
    ],
  ),
];
for (const [title, text, message] of refused) {
  test(`refused: ${title}`, () => {
    assert.throws(
      () => parseGate(text, 'f'),
      (error) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n|hush/);
        return true;
      },
    );
  });
}

test('reports a file that is not there', () => {
  assert.throws(
    () => readGate('/nowhere.yaml'),
    /cannot read the configuration \/nowhere\.yaml: there is no such file/,
  );
});
