import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ServedApp } from '../client/settings/settings.ts';

/** A reference target in a process of its own, so that it does not share an event loop with its measurer. */
export interface EmbeddedTarget {
  /** Base URL on 127.0.0.1, without a slash at its end. */
  url: string;
  stop(): void;
}

/** How the embedded target differs from the reference target. */
export interface EmbeddedOptions {
  /** Name of a mutant: the target then breaches a clause in the named way. */
  mutant?: string;
}

/** What the parent process sends to the process that serves; it travels as JSON. */
export interface EmbeddedSettings extends EmbeddedOptions {
  app: ServedApp;
}

const script = fileURLToPath(new URL('./embedded-process.ts', import.meta.url));

/**
 * Serves the app on a free port of 127.0.0.1, in a process that ends with this one.
 * @throws Error when that process ends before it serves, for instance because no mutant has that name
 */
export function startEmbeddedTarget(app: ServedApp, options: EmbeddedOptions = {}): Promise<EmbeddedTarget> {
  const child = fork(script, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // A message and not arguments: other users of the machine see the arguments of a process, and the app has a key.
  child.send({ app, ...options } satisfies EmbeddedSettings);
  return new Promise((resolve, reject) => {
    child.once('message', (url) => {
      // A serving target must not keep this process alive.
      child.unref();
      child.channel?.unref();
      resolve({ url: String(url), stop: () => child.kill() });
    });
    child.once('exit', (code) => reject(new Error(`the embedded target ended with code ${code}`)));
  });
}
