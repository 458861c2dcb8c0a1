import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { embeddedFixtures } from '../client/settings/fixtures.ts';
import type { Target } from '../client/settings/settings.ts';
import { conformingLimiters, loadMutants } from './mutants/load-mutants.ts';
import { startReferenceTarget } from './server.ts';

/**
 * Reference targets in a process of their own, for tests that measure: the load and its target must not share an event loop.
 * A target's name is that of a load mutant, or the index of a conforming limiter.
 */
export interface ReferenceFleet {
  targets: Map<string, Target>;
  stop(): void;
}

/** Fleet name of a target without a limiter that holds back answers for half a second every five, and logs arrivals. */
export const stallingTarget = 'stalling';
export const stall = { everyMs: 5000, forMs: 500 };

/** How long the stalling target holds back the answer to a call that arrives at this moment of the Unix clock, in ms. */
export function stallMs(epochMs: number): number {
  return Math.max(0, stall.forMs - (epochMs % stall.everyMs));
}

/** Fleet name of a target without a limiter that logs arrivals. */
export const loggingTarget = 'logging';

const app = {
  sdkAppId: 88888888,
  identifier: 'admin',
  secretKey: 'key-of-a-target-under-test',
  fixtures: embeddedFixtures(),
  edition: '2021-09-28' as const,
};

/** The settings of a reference target that serves `servedApp` at this URL. */
export function targetAt(url: string, ca?: string): Target {
  const { secretKey, ...rest } = app;
  return {
    ...rest,
    url: new URL(url),
    credential: { kind: 'key', secretKey },
    ca,
    embedded: false,
    region: undefined,
  };
}

/** Starts a target for each name. @throws Error when the process ends before they are ready */
export function startFleet(names: string[]): Promise<ReferenceFleet> {
  const child = fork(fileURLToPath(import.meta.url), names, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (urls) => {
      const targets = new Map(
        Object.entries(urls as Record<string, string>).map(([name, url]) => [name, targetAt(url)]),
      );
      resolve({ targets, stop: () => child.kill() });
    });
    child.once('exit', (code) => reject(new Error(`the fleet ended with code ${code}`)));
  });
}

/** The app that every target of the fleet serves. */
export const servedApp = app;

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  const urls: Record<string, string> = {};
  for (const name of process.argv.slice(2)) {
    const mutant = loadMutants.find((each) => each.name === name);
    const limiter = mutant ? mutant.limiter : conformingLimiters[Number(name)];
    const logArrivals = name === stallingTarget || name === loggingTarget;
    const { url } = await startReferenceTarget({
      app,
      logArrivals,
      ...(logArrivals && { limiter: { kind: 'none' } }),
      ...(name === stallingTarget && {
        steps: { delayMs: () => stallMs(performance.timeOrigin + performance.now()) },
      }),
      ...(limiter && { limiter }),
      ...(mutant?.steps && { steps: mutant.steps() }),
    });
    urls[name] = url;
  }
  process.send(urls);
  process.on('disconnect', () => process.exit());
}
