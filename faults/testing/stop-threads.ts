/** Stops a process for certain: for tests of what is stuck. */

import { readdirSync, readFileSync } from 'node:fs';
import { systemClock } from '../../harness/process/system-clock.ts';

/** Resolves when each of its threads stands still, which takes a moment on a busy machine. */
export async function stopThreads(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  const tasks = `/proc/${pid}/task`;
  const isStopped = (thread: string): boolean =>
    / T \d/.test(readFileSync(`${tasks}/${thread}/stat`, 'latin1'));
  while (!readdirSync(tasks).every(isStopped)) await systemClock.delay(1);
}
