import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foreignTargetVariables, noteOnForeignVariables, targetVariables } from './target-variables.ts';

for (const name of targetVariables) {
  test(`${name}: set and empty, blank, and misspelt by one and two edits is refused with the right name`, () => {
    for (const value of ['', ' ', '\t\n'])
      assert.throws(
        () => foreignTargetVariables({ [name]: value }),
        new RegExp(`^UsageError: ${name} is set and empty`),
      );
    const letters = [...name];
    for (let at = 'TARGET_'.length; at < letters.length; at += 1) {
      const misspelt = [
        letters.toSpliced(at, 1),
        letters.toSpliced(at, 0, 'X'),
        letters.toSpliced(at, 1, 'X'),
        letters.toSpliced(at, 1, 'X', 'X'),
        letters.toSpliced(at - 1, 2, letters[at] as string, letters[at - 1] as string),
      ].map((each) => each.join(''));
      for (const wrong of misspelt.filter((each) => each.startsWith('TARGET_') && each !== name)) {
        if (['TARGET_CC', 'TARGET_CXX', 'TARGET_AR', 'TARGET_AS'].includes(wrong)) continue;
        assert.throws(
          () => foreignTargetVariables({ [wrong]: 'x' }),
          /^UsageError: .* is TARGET_\w+ meant\?/,
          wrong,
        );
      }
    }
    assert.throws(
      () => foreignTargetVariables({ [name.toLowerCase()]: 'x' }),
      new RegExp(`is ${name} meant`),
    );
  });
}

test('what was meant is named', () => {
  for (const [wrong, meant] of [
    ['TARGET_ULR', 'TARGET_URL'],
    ['TARGET_URI', 'TARGET_URL'],
    ['TARGET_SECRETKEY', 'TARGET_SECRET_KEY'],
    ['TARGET_SECRET_KEY_FILES', 'TARGET_SECRET_KEY_FILE'],
    ['TARGET_USER_SIG', 'TARGET_USERSIG'],
    ['TARGET_FIXTURE', 'TARGET_FIXTURES'],
    ['TARGET_SDK_APPID', 'TARGET_SDKAPPID'],
    ['Target_Url', 'TARGET_URL'],
  ] as const) {
    assert.throws(() => foreignTargetVariables({ [wrong]: 'x' }), new RegExp(`is ${meant} meant`));
  }
});

test('variables of others are named and not refused, those of cross-compilers that are near among them', () => {
  const env = {
    TARGET_ARCH: 'arm64',
    TARGET_CC: 'gcc',
    TARGET_OS: 'linux',
    TARGET_PLATFORM: 'x',
    PATH: '/bin',
  };
  assert.deepEqual(foreignTargetVariables(env), ['TARGET_ARCH', 'TARGET_CC', 'TARGET_OS', 'TARGET_PLATFORM']);
  assert.deepEqual(foreignTargetVariables({ TARGET_URL: 'https://a.test', TARGET_CA: undefined }), []);
});

test('the note on variables of others is one line, with what a terminal would obey as escapes', () => {
  assert.equal(noteOnForeignVariables({ TARGET_URL: 'https://a.test' }), undefined);
  const note = noteOnForeignVariables({ 'TARGET_PLATFORM\n\u001b[31m': 'x' });
  assert.match(note ?? '', /^note: not a variable of this program: TARGET_PLATFORM\S*\[31m$/);
  for (const raw of ['\n', '\u001b']) assert.ok(!note?.includes(raw));
});
