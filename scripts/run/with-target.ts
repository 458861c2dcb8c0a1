import { readTarget, type Target } from '../../client/settings/settings.ts';
import { type EmbeddedTarget, startEmbeddedTarget } from '../../reference/embedded.ts';

/**
 * Runs something against the target that the TARGET_* variables name, or, where they name none, against an embedded
 * reference target that serves for as long as it takes. TARGET_EDITION=auto stands for the default edition until
 * `detectEdition` has found the target's.
 */
export async function withTarget<T>(
  given: NodeJS.ProcessEnv,
  run: (target: Target) => Promise<T>,
): Promise<T> {
  const env = given.TARGET_EDITION === 'auto' ? { ...given, TARGET_EDITION: '' } : given;
  let embedded: EmbeddedTarget | undefined;
  const target = await readTarget(env, async (app) => {
    embedded = await startEmbeddedTarget(app);
    return embedded.url;
  });
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
