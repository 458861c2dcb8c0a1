import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Does some work beside as many busy loops as there are cores. @param work gets a phrase that says so */
export async function besideBusyLoops(work: (beside: string) => Promise<void>): Promise<void> {
  const cores = availableParallelism();
  // Threads end with this process, however it ends.
  const loops = Array.from({ length: cores }, () => new Worker('for (;;) {}', { eval: true }));
  try {
    await work(`beside ${cores} busy loops on ${cores} cores`);
  } finally {
    for (const loop of loops) await loop.terminate();
  }
}
