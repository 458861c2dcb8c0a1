import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from '../../client/settings/settings.ts';
import type { Profile } from '../schedule/profile.ts';
import { type RecordHeader, recordFormat } from './record-parts.ts';

interface RunToRecord extends Pick<RecordHeader, 'startedEpochMs' | 'attempt'> {
  profile: Profile;
  target: Pick<Target, 'url' | 'edition' | 'embedded'>;
}

/** The header of a run with one sender. */
export function recordHeader({ profile, target, startedEpochMs, attempt }: RunToRecord): RecordHeader {
  const manifest = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
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
    versions: { package: version, node: process.version },
  };
}
