import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The names of records: `contract.json`, `watch.json`, `load-PROFILE.json`. */
const recordName = /^(?:contract|watch|load-[a-z0-9][a-z0-9-]{0,59})\.json$/;
const maxBytes = 256 * 1024 * 1024;

/**
 * Paths of the records that earlier runs left in a report folder. A file of the user that only has the name of a record is
 * none: the folder may be the user's own.
 */
export async function earlierRecords(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const paths = names.filter((name) => recordName.test(name)).map((name) => join(folder, name));
  const ours = await Promise.all(paths.map(isRecord));
  return paths.filter((_, index) => ours[index]);
}

async function isRecord(path: string): Promise<boolean> {
  try {
    const file = await stat(path);
    if (!file.isFile() || file.size > maxBytes) return false;
    const { verdict, target, clauses, checks }: Record<string, unknown> = JSON.parse(
      await readFile(path, 'utf8'),
    );
    const hasTarget = typeof target === 'object' && target !== null && 'url' in target;
    return typeof verdict === 'string' && hasTarget && (Array.isArray(clauses) || Array.isArray(checks));
  } catch {
    // What cannot be read or is no JSON is no record.
    return false;
  }
}
