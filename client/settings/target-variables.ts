import { distance } from 'fastest-levenshtein';
import { visibleOnOneLine } from '../call/untrusted-text.ts';
import { UsageError } from './run-errors.ts';

/** Every variable that says what the target is or holds. */
export const targetVariables = [
  'TARGET_URL',
  'TARGET_REGION',
  'TARGET_SDKAPPID',
  'TARGET_IDENTIFIER',
  'TARGET_SECRET_KEY',
  'TARGET_SECRET_KEY_FILE',
  'TARGET_USERSIG',
  'TARGET_USERSIG_FILE',
  'TARGET_FIXTURES',
  'TARGET_EDITION',
  'TARGET_CA',
] as const;

/** Variables that describe a target, and so mean nothing without one. An edition can be asked of the embedded target, too. */
export const variablesOfNamedTarget = targetVariables.filter(
  (name) => !['TARGET_URL', 'TARGET_REGION', 'TARGET_EDITION'].includes(name),
);

/** What build tools and cross-compilers set; some are within two edits of one of ours. */
const buildToolVariables = new Set(
  [
    'AR',
    'ARCH',
    'AS',
    'CC',
    'CFLAGS',
    'CPP',
    'CPU',
    'CXX',
    'CXXFLAGS',
    'LD',
    'LDFLAGS',
    'NM',
    'OS',
    'TRIPLE',
  ].map((tool) => `TARGET_${tool}`),
);

const maxEdits = 2;

/**
 * Looks at the names of all TARGET_* variables, so that a misspelt or empty one does not test another target than the one that
 * was meant.
 * @returns the names of those that are not ours, for a note
 * @throws UsageError for one of ours that is set and empty, and for a name within two edits of one of ours
 */
export function foreignTargetVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const names = Object.keys(env).filter((name) => env[name] !== undefined && /^target_/i.test(name));
  return names.filter((name) => {
    if ((targetVariables as readonly string[]).includes(name)) {
      if (env[name]?.trim() === '')
        throw new UsageError(`${name} is set and empty; give it a value, or unset it`);
      return false;
    }
    const meant = buildToolVariables.has(name) ? undefined : nearest(name);
    if (meant !== undefined)
      throw new UsageError(
        `${name} is not a variable of this program; is ${meant} meant? Rename or unset it`,
      );
    return true;
  });
}

/** A line for stderr about TARGET_* variables that are not ours; undefined when there are none. @throws as above */
export function noteOnForeignVariables(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const foreign = foreignTargetVariables(env);
  if (foreign.length === 0) return undefined;
  return `note: not a variable of this program: ${visibleOnOneLine(foreign.join(', '))}`;
}

function nearest(name: string): string | undefined {
  const [best] = targetVariables
    .map((known) => ({ known, edits: distance(name.toUpperCase(), known) }))
    .sort((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= maxEdits ? best.known : undefined;
}
