import { isLoopback } from '../client/settings/loopback.ts';
import { UsageError } from '../client/settings/run-errors.ts';
import type { Target } from '../client/settings/settings.ts';
import { maxCalls } from './record/run-record.ts';
import type { Profile } from './schedule/profile.ts';
import { createSchedule, peakRate } from './schedule/schedule.ts';

/** A load of no more calls than this, never above the ceiling, needs no consent. */
const callsWithoutConsent = 100;

/**
 * Permits any load on loopback; elsewhere a load needs the consent of whoever runs it, and a direct way to the target.
 * @throws UsageError when the profile is too large, or is not allowed on the target
 */
export function expectAllowed({ url, proxy }: Target, profile: Profile, consent: string | undefined): void {
  const schedule = createSchedule(profile.stages);
  if (schedule.calls > maxCalls)
    throw new UsageError(`the load has ${schedule.calls} calls; at most ${maxCalls} can be counted`);
  if (isLoopback(url)) return;
  const above =
    profile.search !== undefined ||
    profile.stages.some((stage) => peakRate(stage) > profile.ceilingPerSecond);
  const small = !above && schedule.calls <= callsWithoutConsent;
  if (!small && consent !== url.hostname) {
    const what = above ? 'calls above the ceiling' : `${schedule.calls} calls`;
    const given = consent === undefined ? '' : `, not ${consent.slice(0, 100)}`;
    throw new UsageError(
      `profile ${profile.name} sends ${what} to ${url.hostname}, which may be in use by others; if you may do that, say --consent ${url.hostname}${given}`,
    );
  }
  if (proxy !== undefined) {
    throw new UsageError(
      `${proxy} puts a proxy before ${url.hostname}, and a load would measure the proxy; add the host to NO_PROXY, where it can be reached directly, or use \`npm run contract\``,
    );
  }
}
