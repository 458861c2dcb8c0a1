import { Worker } from 'node:worker_threads';

/**
 * Starts a thread with a TypeScript module of this package: on Node 20 the TypeScript loader of the main thread does not load
 * the modules of other threads.
 * @param module its URL, as `import.meta.url` gives it
 * @param workerData copied to the thread
 */
export function typescriptWorker(module: string, workerData: unknown): Worker {
  const start = `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
  .then(({ register }) => { register(); return import(${JSON.stringify(module)}); })`;
  return new Worker(start, { eval: true, workerData, execArgv: [] });
}
