import { UsageError } from '../../client/settings/run-errors.ts';
import { readTarget, type Target } from '../../client/settings/settings.ts';
import { noteOnForeignVariables } from '../../client/settings/target-variables.ts';
import type { EmbeddedTarget } from '../../reference/embedded.ts';
import type { CallContext } from '../command/command.ts';

/** What of a call decides which target it means. */
export type TargetChoice = Pick<CallContext, 'env' | 'givenAs' | 'embedded' | 'runners' | 'io'>;

/**
 * Runs a function against the target that the TARGET_* variables name. When they name none, an embedded reference target
 * serves until the function ends. TARGET_* variables of others are noted on stderr.
 * @throws UsageError when a setting is wrong, or --embedded stands beside a target that is named
 */
export async function withTarget<T>(
  { env, givenAs, embedded: embeddedMeant, runners, io }: TargetChoice,
  run: (target: Target) => Promise<T>,
): Promise<T> {
  const named = ['TARGET_URL', 'TARGET_REGION'].find((variable) => env[variable]);
  if (embeddedMeant && named !== undefined)
    throw new UsageError(`--embedded and ${givenAs[named] ?? named} name two targets; keep one of them`);
  const note = noteOnForeignVariables(env);
  if (note !== undefined) io.stderr.write(`${note}\n`);
  let embedded: EmbeddedTarget | undefined;
  const startEmbedded: Parameters<typeof readTarget>[1] = async (app) => {
    embedded = await runners.startEmbedded(app);
    return embedded.url;
  };
  const target = await readTarget(env, startEmbedded, givenAs, embeddedMeant);
  try {
    return await run(target);
  } finally {
    embedded?.stop();
  }
}

/** The target in words, for a line to a user. */
export function targetInWords({ url, embedded, region }: Target): string {
  if (embedded) return `the embedded reference target at ${url.origin}`;
  return region ? `${url.href} (${region})` : url.href;
}
