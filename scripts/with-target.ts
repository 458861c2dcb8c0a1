import { type EmbeddedTarget, startEmbeddedTarget } from '../target/reference/embedded.ts';
import { readTarget, type Target } from '../target/settings.ts';

/**
 * Runs something against the target that the TARGET_* variables name, or, where they name none, against an embedded
 * reference target that serves for as long as it takes.
 */
export async function withTarget<T>(env: NodeJS.ProcessEnv, run: (target: Target) => Promise<T>): Promise<T> {
  let embedded: EmbeddedTarget | undefined;
  const target = await readTarget(env, async () => {
    embedded = await startEmbeddedTarget(env);
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
