/** What a client has used from its first instruction to its exit, by the kernel's books. */

import { readFileSync } from 'node:fs';
import { systemClock } from '../../harness/process/system-clock.ts';

export interface Used {
  readonly peakMb: number;
  /** All threads of the process, and what it started itself; its start is part of it. */
  readonly cpuS: number;
  /** The part of `cpuS` in the kernel. */
  readonly systemS: number;
  /** The part of `cpuS` that is not the main thread's, as far as it has been seen: collecting garbage, compiling. */
  readonly helpersS: number;
}

interface Cpu {
  readonly userS: number;
  readonly systemS: number;
}

const everyMs = 250;
const ticksPerSecond = 100;

/**
 * Runs one client and reads what this process has paid for children that have ended, before and after: exact, where
 * looking at a process from outside misses its last moments. Nothing else may end meanwhile. `run` calls `seen` with
 * the process whose memory counts; it resolves when all processes of the client have been waited for.
 */
export async function usedBy(run: (seen: (pid: number) => void) => Promise<void>): Promise<Used> {
  const before = cpuOfEndedChildren();
  let last = { peakMb: 0, mainS: 0 };
  let pid: number | undefined;
  const state = { isOver: false };
  const over = run((seen) => {
    pid = seen;
  }).finally(() => {
    state.isOver = true;
  });
  while (!state.isOver) {
    if (pid !== undefined) last = look(pid) ?? last;
    await Promise.race([over, systemClock.delay(everyMs)]);
  }
  const after = cpuOfEndedChildren();
  const systemS = after.systemS - before.systemS;
  const cpuS = after.userS - before.userS + systemS;
  return { peakMb: last.peakMb, cpuS, systemS, helpersS: cpuS - last.mainS };
}

/** CPU of this process and of children that have ended, while `work` lasts. */
export async function ownCpuS(work: () => Promise<void>): Promise<number> {
  const all = (): number => fieldsOf('self').slice(11, 15).map(Number).reduce(sum) / ticksPerSecond;
  const before = all();
  await work();
  return all() - before;
}

const sum = (left: number, right: number): number => left + right;

function cpuOfEndedChildren(): Cpu {
  const [user = 0, system = 0] = fieldsOf('self').slice(13, 15).map(Number);
  return { userS: user / ticksPerSecond, systemS: system / ticksPerSecond };
}

/** Undefined once the process is gone, or only its exit code is left of it. */
function look(pid: number): { peakMb: number; mainS: number } | undefined {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const peak = /VmHWM:\s+(\d+)/.exec(status)?.[1];
    if (peak === undefined) return undefined;
    const main = fieldsOf(`${String(pid)}/task/${String(pid)}`);
    const mainS = main.slice(11, 13).map(Number).reduce(sum) / ticksPerSecond;
    return { peakMb: Number(peak) / 1024, mainS };
  } catch {
    return undefined;
  }
}

/** Those of proc_pid_stat(5) from the third on. */
function fieldsOf(process: string): string[] {
  const stat = readFileSync(`/proc/${process}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
