import type { Target } from '../../client/settings/settings.ts';
import type { LoadReport } from '../../load/load-report.ts';
import { type LoadProgress, runLoad } from '../../load/run-load.ts';
import type { Profile } from '../../load/schedule/profile.ts';
import type { RunEvent } from './run-events.ts';

/** A busy machine can spoil a run; a long one is not worth doing again unasked. */
const mostAttempts = 5;
const longestAgainMs = 60_000;

/**
 * Runs one load profile and tells how far it is and how it was judged. A short run that cannot be judged, because the
 * harness fell behind its schedule, is repeated. What was judged never is.
 */
export async function runProfile(
  target: Target,
  profile: Profile,
  options: { consent: string | undefined; signal: AbortSignal },
  tell: (event: RunEvent) => Promise<void>,
): Promise<LoadReport> {
  const onProgress = (progress: LoadProgress) => void tell({ kind: 'load progress', progress });
  let load = await runLoad(target, profile, { ...options, onProgress });
  for (let next = 2; next <= mostAttempts && isWorthRepeating(load, options.signal); next += 1) {
    await tell({ kind: 'attempt spoiled', reason: load.sent.faults[0] ?? '', next, most: mostAttempts });
    load = { ...(await runLoad(target, profile, { ...options, onProgress })), attempts: next };
  }
  await tell({ kind: 'profile judged', load });
  return load;
}

function isWorthRepeating({ verdict, sent, durationMs }: LoadReport, signal: AbortSignal): boolean {
  return (
    verdict === 'inconclusive' && sent.faults.length > 0 && durationMs <= longestAgainMs && !signal.aborted
  );
}

/** Aborted when the user or the system asks the process to end: what was measured until then is still reported. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  return stop.signal;
}
