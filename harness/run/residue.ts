/** Looks for what a finished run has left behind, with eyes of its own: the process table. */

import type { Clock } from '../contracts/clock.ts';
import { lookUntil } from '../process/time-limit.ts';
import { markedProcesses } from '../process/run-processes.ts';

/** How long an ended process may stay in the table. */
const settleMs = 2000;

/** Processes of `run` that are still there, as text; `spare` are those that must be (the watchdog). */
export async function leftProcesses(
  clock: Clock,
  run: string,
  spare: readonly number[],
): Promise<readonly string[]> {
  let left: readonly string[] = [];
  await lookUntil(clock, { withinMs: settleMs, everyMs: 50 }, async () => {
    left = (await markedProcesses())
      .filter((found) => found.run === run && !spare.includes(found.pid))
      .map(({ pid, command }) => `process ${String(pid)} (${command})`);
    return left.length === 0 ? true : undefined;
  });
  return left;
}
