/** Whether a process runs, is stopped or is gone, as the kernel says it. */

import { readFile } from 'node:fs/promises';

/** `unknown` where there is no `/proc`. */
export async function processState(
  pid: number,
): Promise<'running' | 'stopped' | 'gone' | 'unknown'> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  if (stat === undefined) return (await hasProc()) ? 'gone' : 'unknown';
  // the name in parentheses may hold anything, so the state is what follows the last of them
  const state = stat.slice(stat.lastIndexOf(')') + 2).charAt(0);
  if (state === 'T' || state === 't') return 'stopped';
  return state === 'Z' || state === 'X' ? 'gone' : 'running';
}

async function hasProc(): Promise<boolean> {
  return readFile('/proc/self/stat').then(
    () => true,
    () => false,
  );
}
