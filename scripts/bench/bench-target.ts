import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import autocannon from 'autocannon';
import { callQuery, groupGetRequest } from '../../client/call/group-get-request.ts';
import { adminUserSig, type Target } from '../../client/settings/settings.ts';
import { isInstalled, type Peer, type PeerLoad, peers } from './peers.ts';

/** One row of the table: what was measured, of which tool, and the value. */
export interface BenchRow {
  what: string;
  who: string;
  value: string;
}
export type AddRow = (what: string, who: string, value: string) => void;

/** The call that every tool makes. */
export function callOf(target: Target): { url: string; headers: Record<string, string>; body: string } {
  const query = callQuery(target, adminUserSig(target, 3600));
  const { path, headers, body } = groupGetRequest(target, query, {
    From_Account: target.fixtures.accounts.populated.id,
    LastSequence: 0,
    NeedFriend: 'Need_Friend_Type_Yes',
  });
  return { url: new URL(path, target.url).href, headers, body };
}

/** Runs autocannon by itself, with its own rate option or without. */
export async function runAutocannon(
  target: Target,
  load: { ratePerSecond: number | null; connections: number; durationSeconds: number },
): Promise<autocannon.Result> {
  return autocannon({
    ...callOf(target),
    method: 'POST',
    connections: load.connections,
    duration: load.durationSeconds,
    ...(load.ratePerSecond !== null && { overallRate: load.ratePerSecond }),
  });
}

/** Lets each installed peer make the load, one after the other; the table says which are not installed. */
export async function runPeers(
  target: Target,
  load: Pick<PeerLoad, 'ratePerSecond' | 'connections' | 'durationSeconds'>,
  tell: (peer: Peer, run: () => Promise<{ p99Ms: number }>) => Promise<string>,
  add: (who: string, value: string) => void,
): Promise<void> {
  for (const peer of peers) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    const { url, body } = callOf(target);
    const whole = { ...load, url, body, folder };
    const run = async () => {
      let printed = '';
      for (const args of peer.commands(whole) ?? [])
        printed = (await promisify(execFile)(peer.name, args, { maxBuffer: 2 ** 28 })).stdout;
      return { p99Ms: peer.p99Ms(printed, whole) };
    };
    if (!isInstalled(peer.name)) add(peer.name, 'not on this machine');
    else if (peer.commands(whole) === null) add(peer.name, 'has no such load');
    else
      add(
        peer.name,
        await tell(peer, run).catch((error: Error) => `failed: ${error.message.split('\n')[0]}`),
      );
    rmSync(folder, { recursive: true });
  }
}

/** The arrival times of calls by the target's own log, in ms of the Unix epoch, sorted. */
export async function arrivalsOf(target: Target): Promise<number[]> {
  const arrived = (await (await fetch(new URL('/arrivals', target.url))).json()) as number[];
  return arrived.sort((a, b) => a - b);
}

/** How often each verdict occurred, for a row. */
export function countsOf(verdicts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${count} × ${verdict}`).join(', ');
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
