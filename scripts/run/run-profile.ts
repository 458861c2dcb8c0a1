import type { Target } from '../../client/settings/settings.ts';
import type { LoadReport } from '../../load/load-report.ts';
import type { RecordSink } from '../../load/record/record-parts.ts';
import { type LoadProgress, runLoad } from '../../load/run-load.ts';
import type { Profile } from '../../load/schedule/profile.ts';
import type { RunEvent } from './run-events.ts';

/** A busy machine can spoil a run. */
const maxAttempts = 5;
/** A longer run is not repeated without being asked for. */
const maxRepeatedMs = 60_000;

/**
 * Runs one load profile and reports its progress and its verdict. A short run that could not be judged because the harness
 * fell behind its schedule is repeated; a run that was judged never is.
 * @param options `record` receives the record of each attempt, which replaces the one before
 */
export async function runProfile(
  target: Target,
  profile: Profile,
  options: { consent: string | undefined; signal: AbortSignal; record: RecordSink | undefined },
  tell: (event: RunEvent) => Promise<void>,
): Promise<LoadReport> {
  const onProgress = (progress: LoadProgress) => void tell({ kind: 'load progress', progress });
  const { record, ...rest } = options;
  const run = (attempt: number) =>
    runLoad(target, profile, { ...rest, ...(record && { record }), attempt, onProgress });
  let load = await run(1);
  for (let next = 2; next <= maxAttempts && isWorthRepeating(load, options.signal); next += 1) {
    await tell({ kind: 'attempt spoiled', reason: load.sent.faults[0] ?? '', next, maxAttempts });
    load = await run(next);
  }
  await tell({ kind: 'profile judged', load });
  return load;
}

function isWorthRepeating({ verdict, sent, durationMs }: LoadReport, signal: AbortSignal): boolean {
  return (
    verdict === 'inconclusive' && sent.faults.length > 0 && durationMs <= maxRepeatedMs && !signal.aborted
  );
}
