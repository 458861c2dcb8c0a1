import { Inconclusive, UsageError } from '../../client/settings/usage-error.ts';

/** Exit codes of every command. */
export const exitCodes = { pass: 0, fail: 1, usage: 2, inconclusive: 3 } as const;

/**
 * Runs a command and sets the exit code: what it returns, or what its error means. An error is one line on stderr;
 * wrong options (as Node's parser finds them) are the caller's, too.
 */
export async function runCommand(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    const { name, message, code } = error as NodeJS.ErrnoException;
    const line = (message ?? String(error)).split('\n')[0];
    if (name === 'UsageError' || code?.startsWith('ERR_PARSE_ARGS')) {
      console.error(`${line}${name === 'UsageError' ? '' : '; --help lists the options'}`);
      process.exitCode = exitCodes.usage;
    } else if (error instanceof Inconclusive) {
      console.error(line);
      process.exitCode = exitCodes.inconclusive;
    } else {
      console.error(`the harness itself failed: ${line}`);
      process.exitCode = exitCodes.inconclusive;
    }
  }
}

interface Bounds {
  minimum: number;
  maximum: number;
}

/** An option's text as a number within bounds. @throws UsageError */
export function numberOption(name: string, text: string, { minimum, maximum }: Bounds): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < minimum || value > maximum) {
    throw new UsageError(`--${name} is '${text}'; give a number from ${minimum} to ${maximum}`);
  }
  return value;
}

/** An option's text as a whole number within bounds. @throws UsageError */
export function integerOption(name: string, text: string, bounds: Bounds): number {
  const value = numberOption(name, text, bounds);
  if (!Number.isInteger(value)) throw new UsageError(`--${name} is '${text}'; give a whole number`);
  return value;
}
