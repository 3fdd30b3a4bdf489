/** Whether a process runs, is stopped or is gone, as the kernel says it. */

import { processStat } from '../../harness/process/process-group.ts';

/** `unknown` where there is no `/proc`. */
export function processState(pid: number): 'running' | 'stopped' | 'gone' | 'unknown' {
  const state = processStat(String(pid))?.state;
  if (state === undefined) return processStat('self') === undefined ? 'unknown' : 'gone';
  if (state === 'T' || state === 't') return 'stopped';
  return state === 'Z' || state === 'X' ? 'gone' : 'running';
}
