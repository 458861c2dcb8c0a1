import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A reference target in a process of its own, so that it shares no event loop with who measures it. */
export interface EmbeddedTarget {
  url: string;
  stop(): void;
}

const script = fileURLToPath(new URL('../scripts/commands/target.ts', import.meta.url));

/**
 * Starts `npm run target` as a child on a free port of 127.0.0.1; it ends with this process.
 * @param options further options of that command
 */
export function startEmbeddedTarget(env: NodeJS.ProcessEnv, options: string[] = []): Promise<EmbeddedTarget> {
  const child = fork(script, ['--port', '0', ...options], {
    env,
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (url) => {
      // Waiting for the target must not keep this process alive.
      child.unref();
      child.channel?.unref();
      resolve({ url: String(url), stop: () => child.kill() });
    });
    child.once('exit', (code) => reject(new Error(`the embedded target ended with code ${code}`)));
  });
}
