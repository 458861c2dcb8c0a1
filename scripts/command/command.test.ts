import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Inconclusive, UsageError } from '../../client/settings/run-errors.ts';
import { inProcessRunners } from '../run/in-process-runners.ts';
import { call } from './called-command.ts';
import { type Call, defineCommand, main } from './command.ts';
import { commandNamed, projectCommands, userCommands } from './command-table.ts';
import { commonOptions } from './common-options.ts';
import { flag, integer, list, number, setting, text, withDefault } from './option.ts';

/** A command of every kind of option, and what it was called with. */
function example(run: (call: Call<typeof options>) => Promise<number> = async () => 0) {
  return defineCommand({
    name: 'example',
    operands: 'FILE',
    summary: 'tries each kind of option',
    options,
    run,
  });
}
const bounds = { minimum: 0, maximum: 10 };
const options = {
  loud: flag('print more'),
  name: text('NAME', 'a name'),
  size: number('N', 'a size', bounds),
  count: withDefault(integer('N', 'a count', bounds), 3),
  each: list('ID', 'an id', (given) => given.toUpperCase()),
  place: setting('EXAMPLE_PLACE', 'DIR', 'a place'),
  quiet: commonOptions.quiet,
} as const;

/** Calls a command with kept streams. */
async function called(command: Parameters<typeof main>[0], argv: string[], env: Record<string, string> = {}) {
  let stdout = '';
  let stderr = '';
  const io = {
    stdout: { write: (piece: string) => (stdout += piece) },
    stderr: { write: (piece: string) => (stderr += piece) },
  };
  const surroundings = { signal: new AbortController().signal, runners: inProcessRunners() };
  const code = await main(command, argv, env, io, surroundings);
  return { code, stdout, stderr };
}

describe('options', () => {
  async function valuesOf(argv: string[], env: Record<string, string> = {}) {
    let seen: Call<typeof options> | undefined;
    const ended = await called(
      example(async (given) => {
        seen = given;
        return 0;
      }),
      argv,
      env,
    );
    assert.equal(ended.code, 0, ended.stderr);
    assert.ok(seen);
    return seen;
  }

  test('absent options have their defaults', async () => {
    const { options, operands, quiet, embedded } = await valuesOf([]);
    const { loud, name, size, count, each, place } = options;
    assert.deepEqual(
      { loud, name, size, count, each, place },
      {
        loud: false,
        name: undefined,
        size: undefined,
        count: 3,
        each: [],
        place: undefined,
      },
    );
    assert.deepEqual({ operands, quiet, embedded }, { operands: [], quiet: false, embedded: false });
  });

  test('given options have their types; the last one counts unless several may be given', async () => {
    const argv = [
      'a',
      '--loud',
      '--name',
      'x',
      '--name=y',
      '--size',
      '0.5',
      '--count=7',
      '--each',
      'p',
      '--each',
      'q',
      'b',
    ];
    const { options, operands } = await valuesOf(argv);
    const { loud, name, size, count, each } = options;
    assert.deepEqual(
      { loud, name, size, count, each },
      { loud: true, name: 'y', size: 0.5, count: 7, each: ['P', 'Q'] },
    );
    assert.deepEqual(operands, ['a', 'b']);
  });

  test('--quiet reaches the context of the call', async () => assert.ok((await valuesOf(['--quiet'])).quiet));

  test('an option of a variable sets it for this call alone, and is named for errors', async () => {
    const env = { EXAMPLE_PLACE: 'there', OTHER: 'x' };
    const { env: seen, givenAs } = await valuesOf(['--place', 'here'], env);
    assert.deepEqual(
      { seen, givenAs },
      { seen: { EXAMPLE_PLACE: 'here', OTHER: 'x' }, givenAs: { EXAMPLE_PLACE: '--place' } },
    );
    assert.equal(env.EXAMPLE_PLACE, 'there');
    const without = await valuesOf([], env);
    assert.deepEqual({ env: without.env, givenAs: without.givenAs }, { env, givenAs: {} });
  });

  for (const [argv, message] of [
    [['--bogus'], /^Unknown option '--bogus'; --help lists the options\n$/],
    [['--name', '-x'], /^Option '--name' argument is ambiguous; --help lists the options\n$/],
    [['--name'], /^Option '--name <value>' argument missing; --help lists the options\n$/],
    [['--loud=yes'], /^Option '--loud' does not take an argument; --help/],
    [['--name', ''], /^--name is empty; give it a value, or leave it off\n$/],
    [['--place', ' '], /^--place is empty; /],
    [['--size', 'x'], /^--size is 'x'; give a number from 0 to 10\n$/],
    [['--size', ''], /^--size is ''; give a number from 0 to 10\n$/],
    [['--size', '11'], /^--size is '11'; give a number from 0 to 10\n$/],
    [['--size=-1'], /^--size is '-1'; give a number from 0 to 10\n$/],
    [['--size', 'Infinity'], /^--size is 'Infinity'; give a number/],
    [['--count', '1.5'], /^--count is '1.5'; give a whole number\n$/],
    [['--count', '11'], /^--count is '11'; give a number from 0 to 10\n$/],
  ] as [string[], RegExp][]) {
    test(`usage error: ${argv.join(' ')}`, async () => {
      const ended = await called(
        example(() => assert.fail('it runs')),
        argv,
      );
      assert.equal(ended.code, 2);
      assert.match(ended.stderr, message);
      assert.equal(ended.stdout, '');
    });
  }

  for (const hostile of [
    '\u001b[31mred\u001b]0;title\u0007',
    'a\nb',
    'a\r\nb\u0085c',
    '\u202eevil',
    '\u009b2J',
    'x. To specify',
  ]) {
    for (const argv of [
      [`--${hostile}`],
      ['--size', hostile],
      [`--count=${hostile}`],
      [`--loud=${hostile}`],
      ['word', hostile, '--bogus'],
    ]) {
      test(`a usage error shows control characters as escapes, on one line: ${JSON.stringify(argv)}`, async () => {
        const ended = await called(
          example(() => assert.fail('it runs')),
          argv,
        );
        assert.equal(ended.code, 2);
        assert.match(ended.stderr, /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+\n$/u);
        assert.match(ended.stderr, /; (--help lists the options|give a number from 0 to 10)\n$/);
      });
    }
  }

  test('an operand without use and an unknown command are shown with escapes', async () => {
    const command = defineCommand({ name: 'x', summary: 's', options: {}, run: async () => 0 });
    assert.match((await called(command, ['\u001b[2J'])).stderr, /^Unexpected argument '\\u001b\[2J'; --help/);
    assert.match((await call(['\u001b[2J\n'])).stderr, /^there is no command '\\u001b\[2J\\n'; choose/);
  });

  test('a secret that was given as another setting is masked', async () => {
    const secret = 'a-key-that-was-given-in-the-wrong-place';
    const { code, stderr } = await called(example(), ['--size', secret], { TARGET_SECRET_KEY: secret });
    assert.equal(code, 2);
    assert.equal(stderr, "--size is '***'; give a number from 0 to 10\n");
  });

  test('a command without operands takes none', async () => {
    const command = defineCommand({ name: 'x', summary: 's', options: {}, run: async () => 0 });
    const { code, stderr } = await called(command, ['word']);
    assert.equal(code, 2);
    assert.match(stderr, /^Unexpected argument 'word'; --help lists the options\n$/);
  });
});

describe('what a command throws', () => {
  for (const [error, code, line] of [
    [new UsageError('no such thing\n\tmore'), 2, 'no such thing\\n\\tmore\n'],
    [new UsageError('\u001b[31mred\u202e \r\u0085'), 2, '\\u001b[31mred\\u202e \\r\\u0085\n'],
    [new Inconclusive('out of\u2028reach'), 3, 'out of\\u2028reach\n'],
    [
      new TypeError('\u001b]0;x\u0007 is undefined'),
      3,
      'the harness itself failed: \\u001b]0;x\\u0007 is undefined\n',
    ],
    [new TypeError('x is undefined\n    at y'), 3, 'the harness itself failed: x is undefined\n'],
    ['a text', 3, 'the harness itself failed: a text\n'],
  ] as const) {
    test(`${error instanceof Error ? error.name : error}: exit code ${code}, one line on stderr`, async () => {
      const ended = await called(
        example(async () => {
          throw error;
        }),
        [],
      );
      assert.deepEqual(ended, { code, stdout: '', stderr: line });
    });
  }

  test('its own exit code stands', async () =>
    assert.equal(
      (
        await called(
          example(async () => 1),
          [],
        )
      ).code,
      1,
    ));
});

describe('help', () => {
  test('shows usage, summary, each option with its default, and exit codes', async () => {
    const { code, stdout, stderr } = await called(
      example(() => assert.fail('it runs')),
      ['--help'],
    );
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.equal(
      stdout,
      `npm run example -- FILE [options]

Tries each kind of option.

  --loud                print more
  --name NAME           a name
  --size N              a size, 0 to 10
  --count N             a count, 0 to 10 (default: 3)
  --each ID             an id; may be given several times
  --place DIR           a place
  --quiet               print the verdict alone
  --version             print the version of the package
  --help                print this text

Exit codes: 0 conforms, 1 breaches found, 2 usage error, 3 inconclusive.
`,
    );
  });

  test('long texts are broken between words, and aligned', async () => {
    const about = 'word '.repeat(60).trim();
    const command = defineCommand({
      name: 'x',
      summary: about,
      about: `${about}\n\n  table  as it is ${about}`,
      options: { long: flag(about) },
      exits: { fail: 'stale' },
      run: async () => 0,
    });
    const { stdout } = await called(command, ['-h']);
    const lines = stdout.split('\n');
    const broken = lines.filter((line) => line.length > 110);
    assert.deepEqual(broken.length, 1);
    assert.match(broken[0] ?? '', /^ {2}table {2}as it is/);
    assert.ok(lines.filter((line) => /^ {24}word/.test(line)).length >= 2);
    assert.match(stdout, /\n\nExit codes: 1 stale, 2 usage error\.\n$/);
  });

  for (const name of [...Object.keys(userCommands), ...Object.keys(projectCommands)]) {
    test(`${name} --help, --version, and its name`, async () => {
      assert.equal((await commandNamed(name)).name, name);
      const help = await call([name, '--help']);
      assert.equal(help.code, 0, help.stderr);
      assert.match(
        help.stdout,
        /^npm .*\[options\]\n\n[A-Z].*\n\n.*--version.*\n.*--help.*\n\nExit codes: /s,
      );
      const { version } = JSON.parse(
        readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
      );
      assert.deepEqual(await call([name, '--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
    });
  }

  test('without a command: the help lists the commands of users alone', async () => {
    const { code, stdout } = await call(['--help']);
    assert.equal(code, 0);
    for (const name of Object.keys(userCommands))
      assert.match(stdout, new RegExp(`^ {2}${name} +[a-z]`, 'm'));
    for (const name of Object.keys(projectCommands))
      assert.doesNotMatch(stdout, new RegExp(`^ {2}${name} `, 'm'));
    assert.equal((await call(['--version'])).stdout, (await call(['gate', '--version'])).stdout);
  });

  for (const [argv, message] of [
    [[], /^give a command; --help lists them\n$/],
    [['bogus'], /^there is no command 'bogus'; choose one of gate, contract, /],
    [['constructor'], /^there is no command 'constructor'; /],
    [['--bogus'], /^Unknown option '--bogus'; /],
  ] as [string[], RegExp][]) {
    test(`usage error: group-get ${argv.join(' ')}`, async () => {
      const { code, stdout, stderr } = await call(argv);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, message);
    });
  }
});

test('options of a name mean the same in every command that has them', async () => {
  for (const [name, { about }] of Object.entries(commonOptions)) {
    if (name === 'quiet') continue;
    for (const command of Object.keys(userCommands)) {
      const help = (await commandNamed(command)).help().replace(/\s+/g, ' ');
      if (help.includes(` --${name}`)) assert.ok(help.includes(about), `${command} --${name}`);
    }
  }
});
