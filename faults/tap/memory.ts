/** What a process of the tap holds once everything that is gone has been collected. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes, by the names of `process.memoryUsage`. */
export interface HeldMemory {
  /** The heap after two full collections: what a finaliser lets go of goes with the second. */
  readonly heapUsed: number;
  /** Outside the heap and owned by objects on it, `arrayBuffers` among them. */
  readonly external: number;
  readonly arrayBuffers: number;
  /** What V8 has taken for its heap, used or not. */
  readonly heapTotal: number;
  /** Of the whole process: what the allocator has not given back is in it. */
  readonly rss: number;
}

let collect: (() => void) | undefined;

/** Stops the process for as long as two collections take. */
export async function heldMemory(): Promise<HeldMemory> {
  setFlagsFromString('--expose-gc');
  const gc = (collect ??= runInNewContext('gc') as () => void);
  gc();
  await new Promise((resolve) => setImmediate(resolve));
  gc();
  const { heapUsed, external, arrayBuffers, heapTotal, rss } = process.memoryUsage();
  return { heapUsed, external, arrayBuffers, heapTotal, rss };
}
