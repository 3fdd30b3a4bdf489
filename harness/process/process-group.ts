/** The living processes of a group: a server started by `npm start` is more than the process that was started. */

import { readdirSync, readFileSync } from 'node:fs';

export interface GroupMember {
  readonly pid: number;
  readonly parent: number;
  /** As the kernel writes it: `R`, `S`, `D`, `T`, … */
  readonly state: string;
}

export interface ProcessStat extends GroupMember {
  readonly group: number;
}

const ended = ['Z', 'X'];

/**
 * The group that `pid` leads or led; `pid` alone where it is in a group of somebody else's, such as ours. Empty where
 * nobody is left of it; undefined where there is no `/proc`. Looks at every process of the machine: not for each second.
 */
export function processGroup(pid: number): readonly GroupMember[] | undefined {
  const names = namesIn('/proc');
  if (!names.includes('self')) return undefined;
  const found = names.filter((name) => /^\d+$/.test(name)).map(processStat);
  const living = found
    .filter((one) => one !== undefined)
    .filter(({ state }) => !ended.includes(state));
  const led = living.filter(({ group }) => group === pid);
  return led.length > 0 ? led : living.filter((one) => one.pid === pid);
}

/** To the whole group that `leader` leads or led; nothing happens where nobody is left of it. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  signalIfThere(-leader, signal);
}

export function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Undefined where it is gone. Each read is of a few bytes of the kernel's own memory, and cheaper than a promise of it. */
export function processStat(name: string): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
    // the name in parentheses may hold anything, so the fields begin behind the last of them
    const [state = '', parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 3);
    return { pid: Number(name), parent: Number(parent), group: Number(group), state };
  } catch {
    return undefined; // gone meanwhile
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
