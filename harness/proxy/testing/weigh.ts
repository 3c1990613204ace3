// How much memory this process's JavaScript holds, once everything that nobody needs was collected.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes: the heap, and the buffers outside it. */
export async function weighMemory(): Promise<number> {
  setFlagsFromString('--expose-gc');
  // With that flag a new context has the function.
  const collect = runInNewContext('gc') as () => void;
  // What one collection finalizes, the next one frees.
  for (let n = 0; n < 4; n += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
