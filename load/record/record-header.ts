import { randomUUID } from 'node:crypto';
import { packageManifest } from '../../client/settings/package-manifest.ts';
import type { Target } from '../../client/settings/settings.ts';
import type { Profile } from '../schedule/profile.ts';
import { type RecordHeader, recordFormat } from './record-parts.ts';

interface RunToRecord extends Pick<RecordHeader, 'startedEpochMs' | 'attempt'> {
  profile: Profile;
  target: Pick<Target, 'url' | 'edition' | 'embedded'>;
}

/** The header of a run with one sender. */
export function recordHeader({ profile, target, startedEpochMs, attempt }: RunToRecord): RecordHeader {
  const { url, edition, embedded } = target;
  return {
    format: recordFormat,
    formatVersion: 1,
    runId: randomUUID(),
    sender: { number: 1, of: 1 },
    profile,
    target: { url: url.href, edition, embedded },
    startedEpochMs,
    attempt,
    versions: { package: packageManifest().version, node: process.version },
  };
}
