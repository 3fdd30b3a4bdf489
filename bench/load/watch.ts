/** What a process that is no child of ours has used, read from the kernel while it runs. */

import { readFileSync } from 'node:fs';
import { systemClock } from '../../harness/process/system-clock.ts';
import type { Used } from './used.ts';

const everyMs = 250;
const unused: Used = { peakMb: 0, cpuS: 0, systemS: 0, helpersS: 0 };

/** The last reading before `over` settles: peak resident memory and CPU time. */
export async function watch(pid: number, over: Promise<unknown>): Promise<Used> {
  let used = unused;
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
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = ticksOf(String(pid));
    const [mainUser = 0, mainSystem = 0] = ticksOf(`${String(pid)}/task/${String(pid)}`);
    const hundredths = user + system + childUser + childSystem;
    return {
      peakMb: Number(peak) / 1024,
      cpuS: hundredths / 100,
      systemS: (system + childSystem) / 100,
      helpersS: (hundredths - mainUser - mainSystem) / 100,
    };
  } catch {
    return undefined;
  }
}

/** User and system time, the same of children; in hundredths of a second. */
function ticksOf(path: string): number[] {
  const fields = readFileSync(`/proc/${path}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).map(Number);
}
