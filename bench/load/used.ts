/** What a process has used, read from the kernel while it runs. */

import { readFileSync } from 'node:fs';
import { systemClock } from '../../harness/process/system-clock.ts';

export interface Used {
  readonly peakMb: number;
  readonly cpuS: number;
}

const everyMs = 250;

/** The last reading before `over` settles: peak resident memory and CPU time, children that have ended included. */
export async function watch(pid: number, over: Promise<unknown>): Promise<Used> {
  let used: Used = { peakMb: 0, cpuS: 0 };
  const state = { isOver: false };
  void over.then(() => (state.isOver = true));
  while (!state.isOver) {
    used = read(pid) ?? used;
    await Promise.race([over, systemClock.delay(everyMs)]);
  }
  return read(pid) ?? used;
}

/** Undefined once the process is gone, or only its exit code is left of it. */
function read(pid: number): Used | undefined {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const peak = /VmHWM:\s+(\d+)/.exec(status)?.[1];
    if (peak === undefined) return undefined;
    const stat =
      readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
        .split(') ')[1]
        ?.split(' ') ?? [];
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(stat[field]), 0);
    return { peakMb: Number(peak) / 1024, cpuS: ticks / 100 };
  } catch {
    return undefined;
  }
}
