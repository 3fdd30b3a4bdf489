/** Finds the processes of a run by the mark in their environment, whoever started them and however. */

import { readdir, readFile } from 'node:fs/promises';

/** Every process of a run inherits it: `<pid of the harness>-<its start, monotonic µs>`. */
export const runMark = 'WS_CHAOS_RUN';

export interface MarkedProcess {
  readonly pid: number;
  readonly run: string;
  readonly command: string;
}

/** All marked processes of this machine that we may look at; empty where there is no `/proc`. */
export async function markedProcesses(): Promise<readonly MarkedProcess[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(look));
  return found.filter((process) => process !== undefined);
}

async function look(pid: string): Promise<MarkedProcess | undefined> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    const mark = environment.split('\0').find((entry) => entry.startsWith(`${runMark}=`));
    if (mark === undefined) return undefined;
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    return { pid: Number(pid), run: mark.slice(runMark.length + 1), command };
  } catch {
    return undefined; // gone meanwhile, or somebody else's
  }
}
