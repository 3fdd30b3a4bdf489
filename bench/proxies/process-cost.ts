/** What a process has used so far, by the kernel's books. */

import { readFileSync } from 'node:fs';

export interface ProcessCost {
  readonly cpuUs: number;
  readonly rssBytes: number;
}

const tickUs = 10_000;
const pageBytes = 4096;

/** Of several processes together; zero of none. */
export function costOfAll(pids: readonly number[]): ProcessCost {
  const costs = pids.map(costOf);
  return {
    cpuUs: costs.reduce((sum, { cpuUs }) => sum + cpuUs, 0),
    rssBytes: costs.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  };
}

export function costOf(pid: number): ProcessCost {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // user and system time are fields 14 and 15 of proc(5), resident pages field 24; these begin at field 3
  return {
    cpuUs: (Number(fields[11]) + Number(fields[12])) * tickUs,
    rssBytes: Number(fields[21]) * pageBytes,
  };
}
