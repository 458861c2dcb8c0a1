import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** What asks a command to end: signals, and the death of the process that started it. */

const parentPollMs = 250;

/**
 * Aborts when the process gets TERM, INT or HUP. HUP has no effect when it was ignored from the start, as under nohup.
 * @param endsWithParent also when the process that started this one dies. npm passes no HUP on, and nobody can pass a KILL on.
 */
export function abortOnEnd(stop: AbortController, env: NodeJS.ProcessEnv, endsWithParent: boolean): void {
  const abort = () => stop.abort();
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  const underNpm = env.npm_lifecycle_event !== undefined;
  const survivesHangup = isHangupIgnored(env, underNpm);
  // A run that survives a hangup survives the shell that started it. Only npm's death by something else still ends it.
  const unwatch =
    endsWithParent && (underNpm || !survivesHangup)
      ? onParentDeath(abort, underNpm, survivesHangup ? 2 : 1)
      : () => {};
  // Node restores the default when it starts: without a listener, HUP would end a process that was started to ignore it.
  process.on('SIGHUP', survivesHangup ? unwatch : abort);
}

/**
 * Whether the process was started with HUP ignored. Node restores the default before any script can look. Two traces are left:
 * shells name the program that they started in the variable `_`, and a process that ignores HUP passes this on.
 */
function isHangupIgnored(env: NodeJS.ProcessEnv, underNpm: boolean): boolean {
  if (basename(env._ ?? '') === 'nohup') return true;
  // npm is a Node program, too: look at what started it, beyond npm and its shell.
  let pid = process.ppid;
  for (let steps = underNpm ? 2 : 0; steps > 0; steps -= 1) pid = parentOf(pid) ?? 0;
  const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(procFile(pid, 'status'))?.[1];
  return ignored !== undefined && (BigInt(`0x${ignored}`) & 1n) === 1n;
}

/**
 * @param minMissing number of polls that miss the parent: a hangup kills npm and reaches this process, too, which then no longer
 * watches
 * @returns a function that ends the watch
 */
function onParentDeath(abort: () => void, underNpm: boolean, minMissing: number): () => void {
  const parent = process.ppid;
  // npm starts some shells that start this process and outlive npm.
  const isShell = underNpm && !/^(npm|node|yarn|pnpm|bun)/.test(procFile(parent, 'comm'));
  const npm = isShell ? parentOf(parent) : undefined;
  let missing = 0;
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || parentOf(parent) === npm)) return;
    missing += 1;
    if (missing < minMissing) return;
    clearInterval(timer);
    abort();
  }, parentPollMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** The parent of a process; undefined where the system has no /proc, and once the process is gone. */
function parentOf(pid: number): number | undefined {
  const parent = /^PPid:\s*(\d+)$/m.exec(procFile(pid, 'status'))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
