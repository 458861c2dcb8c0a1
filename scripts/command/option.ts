import { UsageError } from '../../client/settings/run-errors.ts';

/** An option of a command: how it is parsed, what `--help` says about it, and the type of its value. */
export interface Option<Value> {
  /** Stands for the value in `--help`. Without it the option is a flag. */
  placeholder?: string;
  /** Continues "--NAME PLACEHOLDER" in `--help`. */
  about: string;
  /** May be given several times; otherwise the last one counts. */
  multiple?: boolean;
  /** The environment variable that this option sets. */
  variable?: string;
  /**
   * Reads the texts that were given, in their order; none when the option is absent.
   * @throws UsageError that names the option
   */
  read(given: readonly string[], name: string): Value;
}

/** The options of a command by their names, without the leading dashes. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** The values of a table's options, by their names. */
export type OptionValues<Table extends OptionTable> = {
  [Name in keyof Table]: Table[Name] extends Option<infer Value> ? Value : never;
};

export function flag(about: string): Option<boolean> {
  return { about, read: (given) => given.length > 0 };
}

export function text(placeholder: string, about: string): Option<string | undefined> {
  return {
    placeholder,
    about,
    read: ([given], name) => (given === undefined ? undefined : filled(given, name)),
  };
}

/** An option that may be given several times; each text is converted by `convert`. */
export function list<Value>(
  placeholder: string,
  about: string,
  convert: (text: string, name: string) => Value,
): Option<Value[]> {
  return {
    placeholder,
    about: `${about}; may be given several times`,
    multiple: true,
    read: (given, name) => given.map((each) => convert(each, name)),
  };
}

/** Another name for an environment variable: what it gives overrides the variable for this call. */
export function setting(variable: string, placeholder: string, about: string): Option<string | undefined> {
  return { ...text(placeholder, about), variable };
}

/** Bounds of a number, both inclusive, as a JSON Schema states them. */
export interface Bounds {
  minimum: number;
  maximum: number;
}

export function number(placeholder: string, about: string, bounds: Bounds): Option<number | undefined> {
  return {
    placeholder,
    about: `${about}, ${bounds.minimum} to ${bounds.maximum}`,
    read: ([given], name) => (given === undefined ? undefined : numberIn(given, name, bounds)),
  };
}

export function integer(placeholder: string, about: string, bounds: Bounds): Option<number | undefined> {
  return {
    ...number(placeholder, about, bounds),
    read([given], name) {
      if (given === undefined) return undefined;
      const value = numberIn(given, name, bounds);
      if (!Number.isInteger(value)) throw new UsageError(`--${name} is '${given}'; give a whole number`);
      return value;
    },
  };
}

/** The same option with a value for when it is absent. */
export function withDefault<Value>(
  option: Option<Value | undefined>,
  value: NonNullable<Value>,
): Option<NonNullable<Value>> {
  return {
    ...describeDefault(option, String(value)),
    read: (given, name) => option.read(given, name) ?? value,
  };
}

/** The same option, with a default in `--help` that the command applies itself. */
export function describeDefault<Value>(option: Option<Value>, value: string): Option<Value> {
  return { ...option, about: `${option.about} (default: ${value})` };
}

function filled(given: string, name: string): string {
  if (given.trim() === '') throw new UsageError(`--${name} is empty; give it a value, or leave it off`);
  return given;
}

function numberIn(given: string, name: string, { minimum, maximum }: Bounds): number {
  const value = Number(given);
  if (given.trim() === '' || !Number.isFinite(value) || value < minimum || value > maximum) {
    throw new UsageError(`--${name} is '${given}'; give a number from ${minimum} to ${maximum}`);
  }
  return value;
}
