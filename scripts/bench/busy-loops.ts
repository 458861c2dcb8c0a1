import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Busy loops beside some work, as many as there are cores; the words say so. */
export async function besideBusyLoops(work: (beside: string) => Promise<void>): Promise<void> {
  const cores = availableParallelism();
  // Threads, so that they end with this process however it ends.
  const loops = Array.from({ length: cores }, () => new Worker('for (;;) {}', { eval: true }));
  try {
    await work(`beside ${cores} busy loops on ${cores} cores`);
  } finally {
    for (const loop of loops) await loop.terminate();
  }
}
