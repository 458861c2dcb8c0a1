import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadReport } from '../load/load-report.ts';
import type { Profile } from '../load/profile.ts';
import { runLoad } from '../load/run-load.ts';
import type { Target } from '../target/settings.ts';
import { loadProgress } from './load-progress.ts';
import { writeWhole } from './reporters/write-whole.ts';

/** A busy machine can spoil a run; a long one is not worth doing again unasked. */
const mostAttempts = 3;
const longestAgainMs = 60_000;

/**
 * Runs one load profile with a progress line, and writes its record to `reportFolder`/load-PROFILE.json. A short run that
 * cannot be judged, because the harness fell behind its schedule, is repeated. What was judged never is.
 */
export async function runProfile(
  target: Target,
  profile: Profile,
  options: { consent: string | undefined; signal: AbortSignal },
  reportFolder: string,
): Promise<LoadReport> {
  const { progress, end } = loadProgress(process.stderr);
  const record = join(reportFolder, `load-${profile.name}.json`);
  // An earlier run's must not be taken for this one's, should this one not come to its end.
  await rm(record, { force: true });
  try {
    let report = await runLoad(target, profile, { ...options, onProgress: progress });
    for (let attempt = 2; attempt <= mostAttempts && isWorthRepeating(report, options.signal); attempt += 1) {
      end();
      console.error(`not judged: ${report.sent.faults[0]}; once more (${attempt} of ${mostAttempts})`);
      report = {
        ...(await runLoad(target, profile, { ...options, onProgress: progress })),
        attempts: attempt,
      };
    }
    await writeWhole(record, `${JSON.stringify(report, null, 2)}\n`);
    return report;
  } finally {
    end();
  }
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
