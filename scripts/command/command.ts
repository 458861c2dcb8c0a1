import { parseArgs } from 'node:util';
import { Secrets } from '../../client/credentials/secrets.ts';
import { packageManifest } from '../../client/settings/package-manifest.ts';
import { Inconclusive, UsageError } from '../../client/settings/run-errors.ts';
import type { GivenAs } from '../../client/settings/settings.ts';
import { oneLine } from '../report/words/shown-text.ts';
import type { Runners } from '../run/runners.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { flag, type OptionTable, type OptionValues } from './option.ts';

/** What surrounds a call of a command beside its arguments, variables and streams. */
export interface Surroundings {
  /** Aborted when the user or the system asks the command to end. */
  signal: AbortSignal;
  runners: Runners;
}

/** What a command may use. A command touches neither the streams nor the environment of the process. */
export interface CallContext extends Surroundings {
  /** The variables of the environment, those that an option sets included. */
  env: NodeJS.ProcessEnv;
  /** Names the options that set variables, for error messages. */
  givenAs: GivenAs;
  io: Io;
  /** `--quiet`: print the verdict alone. */
  quiet: boolean;
  /** `--embedded`: the embedded target is meant. */
  embedded: boolean;
  /** Writes lines to stdout. */
  print(...lines: string[]): void;
}

/** One call of a command. */
export interface Call<Table extends OptionTable> extends CallContext {
  options: OptionValues<Table>;
  /** The arguments that are no options. */
  operands: readonly string[];
}

/** A command as data and a function: the table of options is what is parsed, what `--help` prints, and their types. */
export interface CommandDefinition<Table extends OptionTable> {
  name: string;
  /** Operands as `--help` shows them; absent: the command takes none. */
  operands?: string;
  /** One line for the list of commands: a verb with its object. */
  summary: string;
  /** Paragraphs of `--help` below the summary. */
  about?: string;
  options: Table;
  /** The results behind the exit codes; default: the verdicts on a target. */
  exits?: Partial<Record<'pass' | 'fail' | 'inconclusive', string>>;
  /** An interrupt ends the command through `signal`, so that it can report; other commands end at once. */
  endsOnSignal?: boolean;
  /**
   * @returns the exit code
   * @throws UsageError, Inconclusive
   */
  run(call: Call<Table>): Promise<number>;
}

/** A command, whatever its options. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly endsOnSignal: boolean;
  /** The text of `--help`. */
  help(): string;
  /** @throws UsageError, Inconclusive, or an error of the parser with a code ERR_PARSE_ARGS_… */
  call(argv: readonly string[], env: NodeJS.ProcessEnv, io: Io, surroundings: Surroundings): Promise<number>;
}

export function defineCommand<Table extends OptionTable>(definition: CommandDefinition<Table>): Command {
  const { name, summary, endsOnSignal = false } = definition;
  const options: OptionTable = { ...definition.options, ...universalOptions };
  return {
    name,
    summary,
    endsOnSignal,
    help: () => helpText(definition, options),
    async call(argv, env, io, surroundings) {
      const print = (...lines: string[]) => void io.stdout.write(lines.map((line) => `${line}\n`).join(''));
      const given = parsed(argv, options, definition.operands !== undefined);
      if (given.texts('help').length > 0) print(helpText(definition, options));
      else if (given.texts('version').length > 0) print(packageManifest().version);
      else {
        const values = Object.fromEntries(
          Object.entries(options).map(([option, { read }]) => [option, read(given.texts(option), option)]),
        );
        const settings = Object.entries(options).flatMap(([option, { variable }]) =>
          variable === undefined || values[option] === undefined
            ? []
            : [{ variable, value: String(values[option]), option: `--${option}` }],
        );
        return definition.run({
          ...surroundings,
          env: { ...env, ...Object.fromEntries(settings.map(({ variable, value }) => [variable, value])) },
          givenAs: Object.fromEntries(settings.map(({ variable, option }) => [variable, option])),
          io,
          quiet: values.quiet === true,
          embedded: values.embedded === true,
          print,
          options: values as OptionValues<Table>,
          operands: given.operands,
        });
      }
      return exitCodes.pass;
    },
  };
}

/**
 * Calls a command: the one place where an error becomes a line on stderr and an exit code. It neither ends the process nor
 * throws.
 * @param argv the arguments after the command's name
 */
export async function main(
  command: Pick<Command, 'call'>,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: Io,
  surroundings: Surroundings,
): Promise<number> {
  try {
    return await command.call(argv, env, io, surroundings);
  } catch (error) {
    const { message = String(error), code } = error as NodeJS.ErrnoException;
    const isParsers = code?.startsWith('ERR_PARSE_ARGS') === true;
    const isUsage = isParsers || error instanceof UsageError;
    let problem = message;
    if (isParsers) problem = `${message.replace(parsersAdvice, '')}; --help lists the options`;
    else if (!isUsage && !(error instanceof Inconclusive))
      problem = `the harness itself failed: ${message.split('\n')[0]}`;
    io.stderr.write(`${oneLine(secretsOf(env).masked(problem), maxErrorCharacters)}\n`);
    return isUsage ? exitCodes.usage : exitCodes.inconclusive;
  }
}

const maxErrorCharacters = 2000;
/** The parser goes on to explain how a value or an operand could begin with a dash. */
const parsersAdvice = /\.\s(To specify|This command does not|Did you forget).*$/s;

/** A value that was given for another setting by mistake may be a secret. */
function secretsOf(env: NodeJS.ProcessEnv): Secrets {
  const secrets = new Secrets();
  for (const secret of [env.TARGET_SECRET_KEY, env.TARGET_USERSIG]) if (secret) secrets.add(secret);
  return secrets;
}

const universalOptions = {
  version: flag('print the version of the package'),
  help: flag('print this text'),
} as const;

interface Given {
  /** The texts given for an option; one empty text for each time that a flag was given. */
  texts(option: string): string[];
  operands: string[];
}

/** @throws an error of the parser, with a code ERR_PARSE_ARGS_… */
function parsed(argv: readonly string[], options: OptionTable, allowPositionals: boolean): Given {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals,
    options: Object.fromEntries(
      Object.entries(options).map(([name, { placeholder }]) => [
        name,
        {
          type: placeholder === undefined ? 'boolean' : 'string',
          multiple: true,
          ...(name === 'help' && { short: 'h' }),
        },
      ]),
    ),
  });
  return {
    texts(option) {
      const texts = ((values[option] ?? []) as (string | boolean)[]).map((value) =>
        value === true ? '' : `${value}`,
      );
      return options[option]?.multiple === true ? texts : texts.slice(-1);
    },
    operands: positionals,
  };
}

const helpColumns = 110;
const optionColumn = 24;

const verdictExits = { pass: 'conforms', fail: 'breaches found', inconclusive: 'inconclusive' };

function helpText<Table extends OptionTable>(
  definition: CommandDefinition<Table>,
  options: OptionTable,
): string {
  const { name, operands, summary, about, exits = verdictExits } = definition;
  const usage = [
    invocations[name] ?? `npm run ${name} --`,
    ...(operands === undefined ? [] : [operands]),
    '[options]',
  ].join(' ');
  const rows = Object.entries(options).map(([option, { placeholder, about }]) => {
    const left = `  --${option}${placeholder === undefined ? '' : ` ${placeholder}`}`;
    const [first = '', ...rest] = wrapped(about, helpColumns - optionColumn);
    return [left.padEnd(optionColumn) + first, ...rest.map((line) => ' '.repeat(optionColumn) + line)].join(
      '\n',
    );
  });
  const meanings = Object.entries({ ...exits, usage: 'usage error' })
    .map(([verdict, meaning]) => ({ code: exitCodes[verdict as keyof typeof exitCodes], meaning }))
    .sort((a, b) => a.code - b.code)
    .map(({ code, meaning }) => `${code} ${meaning}`);
  const paragraphs =
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.${about === undefined ? '' : `\n\n${about}`}`.split(
      '\n\n',
    );
  return [
    usage,
    ...paragraphs.map((paragraph) => wrapped(paragraph, helpColumns).join('\n')),
    rows.join('\n'),
    `Exit codes: ${meanings.join(', ')}.`,
  ].join('\n\n');
}

/** How a command is called in the repository. */
const invocations: Record<string, string> = {
  'group-get': 'group-get',
  gate: 'npm start --',
  test: 'npm test --',
  usersig: 'npm run -s usersig --',
};

/** Breaks a text at spaces. Lines that begin with a space, as tables have, stay as they are. */
function wrapped(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => {
    if (line.startsWith(' ')) return [line];
    const lines: string[] = [];
    for (const word of line.split(' ')) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= columns)
        lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}
