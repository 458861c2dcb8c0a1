import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What of package.json the harness states about itself. */
export interface PackageManifest {
  version: string;
  engines: { node: string };
}

/** Reads package.json of this package. */
export function packageManifest(): PackageManifest {
  return JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
  ) as PackageManifest;
}
