import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readFixtures } from './fixtures.ts';
import { readInputFile, readInputText } from './read-input-file.ts';
import { UsageError } from './run-errors.ts';
import { readTarget } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'input-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function pipe(name: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}

const isPosix = process.platform !== 'win32';
const mebibyte = 1024 * 1024;
const atLimit = file('at-limit', Buffer.alloc(mebibyte, 'x'));
const large = file('large', Buffer.alloc(2 * mebibyte, 'x'));
const locked = file('locked', 'x');
chmodSync(locked, 0);
const circle = join(folder, 'circle');
symlinkSync(circle, circle);

const refused: [what: string, path: string, reason: RegExp][] = [
  ['a file that is not there', join(folder, 'none'), /there is no such file; check the path \(ENOENT\)$/],
  ['a path through a file', join(atLimit, 'x'), /a part of its path is a file, not a folder; check the path/],
  ['a folder', folder, /it is a folder; name a file or a pipe$/],
  ['a file of 2 MiB', large, /it is larger than 1 MiB; is it the right file\?$/],
  ['links in a circle', circle, /its symbolic links form a circle; check the path \(ELOOP\)$/],
  ['a path with a NUL', 'a\0b', /the path holds a NUL character; check the path/],
  ['a name that is too long', join(folder, 'x'.repeat(300)), /the path is too long; choose a shorter one/],
  ...(isPosix
    ? ([
        ['/dev/zero', '/dev/zero', /it is a device; name a file or a pipe$/],
        ['/dev/null', '/dev/null', /it is a device; name a file or a pipe$/],
        ['/dev/random', '/dev/random', /it is a device; name a file or a pipe$/],
      ] as [string, string, RegExp][])
    : []),
  // Root may read everything.
  ...(process.getuid?.() === 0
    ? []
    : ([['a file of another', locked, /permission denied; check its owner and mode \(EACCES\)$/]] as [
        string,
        string,
        RegExp,
      ][])),
];

const readers: Record<string, (path: string) => unknown> = {
  'the function': (path) => readInputFile(path, 'X'),
  fixtures: readFixtures,
  'a key': (path) => target({ TARGET_SECRET_KEY_FILE: path }),
  'a UserSig': (path) => target({ TARGET_USERSIG_FILE: path }),
  'a CA': (path) => target({ TARGET_SECRET_KEY: 'k', TARGET_CA: path }),
};

function target(env: Record<string, string>) {
  return readTarget({ TARGET_URL: 'https://a.test', ...env }, () => assert.fail('no target is started'));
}

for (const [what, path, reason] of refused) {
  for (const [reader, read] of Object.entries(readers)) {
    test(`refused by ${reader}, at once: ${what}`, async () => {
      const startMs = performance.now();
      await assert.rejects(
        async () => read(path),
        (error: Error) => {
          assert.ok(error instanceof UsageError, error.stack);
          assert.match(error.message, reason);
          assert.match(error.message, /^cannot read (X|the fixtures file|TARGET_\w+) /);
          return true;
        },
      );
      assert.ok(performance.now() - startMs < 1000);
    });
  }
}

test('a file of 1 MiB is read whole, another limit holds where one is given, and files without a size are read', () => {
  assert.equal(readInputFile(atLimit, 'X').length, mebibyte);
  assert.equal(readInputFile(large, 'X', { maxBytes: 2 * mebibyte }).length, 2 * mebibyte);
  assert.throws(() => readInputFile(large, 'X', { maxBytes: mebibyte * 1.5 }), /larger than 1.5 MiB/);
  if (process.platform === 'linux') assert.match(readInputText('/proc/self/status', 'X'), /^Name:/);
});

test('text: a byte order mark is left out, and other encodings are refused', () => {
  assert.equal(readInputText(file('marked', '\ufeffkey'), 'X'), 'key');
  for (const bytes of [Buffer.from('k\u00e4y', 'latin1'), Buffer.from('\ufeffkey', 'utf16le')])
    assert.throws(() => readInputText(file('other', bytes), 'X'), /it is not UTF-8 text; save it as UTF-8$/);
});

test('a socket is refused', { skip: !isPosix }, async (t) => {
  const path = join(folder, 'socket');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  t.after(() => server.close());
  assert.throws(() => readInputFile(path, 'X'), /it is a socket; name a file or a pipe$/);
});

describe('a pipe', { skip: !isPosix }, () => {
  /** Writes to a pipe from another process, as this one waits while it reads. */
  function writer(t: { after(end: () => void): void }, path: string, script: string) {
    const child = spawn('sh', ['-c', `exec >"$0"; ${script}`, path], { stdio: 'ignore' });
    t.after(() => child.kill());
  }

  test('is read to its end, though its writer comes late and pauses', (t) => {
    const path = pipe('slow');
    writer(t, path, 'sleep 0.1; printf "one "; sleep 0.1; printf two');
    assert.equal(readInputText(path, 'X'), 'one two');
  });
  test('that is larger than a buffer is read whole, and one without end is refused', (t) => {
    const [whole, endless] = [pipe('whole'), pipe('endless')];
    writer(t, whole, 'head -c 300000 /dev/zero');
    assert.equal(readInputFile(whole, 'X').length, 300_000);
    writer(t, endless, 'cat /dev/zero');
    assert.throws(() => readInputFile(endless, 'X'), /it is larger than 1 MiB/);
  });
  test('without a writer, or one that brings nothing or does not end, is refused after a time', (t) => {
    const maxWaitMs = 300;
    for (const [name, script, reason] of [
      ['unwritten', '', /it brought nothing within 0.3 s; does the command that writes it succeed\?$/],
      ['silent', 'exec sleep 9', /it brought nothing within 0.3 s/],
      ['unended', 'printf x; exec sleep 9', /it did not end within 0.3 s/],
    ] as const) {
      const path = pipe(name);
      if (script !== '') writer(t, path, script);
      const startMs = performance.now();
      assert.throws(() => readInputFile(path, 'X', { maxWaitMs }), { message: reason }, name);
      assert.ok(performance.now() - startMs < 3000);
    }
  });
  test('is waited for 5 s at most by those who name no time', () => {
    const startMs = performance.now();
    assert.throws(() => readInputFile(pipe('default'), 'X'), /it brought nothing within 5 s/);
    assert.ok(performance.now() - startMs < 7000);
  });
});
