/** Samples what the server's processes hold: descriptors, memory, threads, as `/proc` counts them. */

import { readdir, readFile } from 'node:fs/promises';
import type { Clock } from '../contracts/clock.ts';
import { processGroup } from '../process/process-group.ts';
import type { EventLog } from './event-log.ts';

const everyMs = 1000;
/** Who is in the server's group is looked up once in so many samples: it takes a look at every process there is. */
const samplesAGroup = 10;

export interface Resources {
  readonly descriptors: number;
  /** Resident memory in 2^20 bytes, to a tenth. */
  readonly residentMB: number;
  readonly threads: number;
}

/**
 * Records `target.resources` of the group that `pid` leads about once a second until `signal` aborts; nothing where
 * `/proc` cannot be read.
 */
export async function observeResources(
  context: { readonly clock: Clock; readonly log: EventLog; readonly pid: number },
  signal: AbortSignal,
): Promise<void> {
  const { clock, log, pid } = context;
  let members: readonly number[] = [];
  for (let sample = 0; !signal.aborted; sample++) {
    if (sample % samplesAGroup === 0) members = (processGroup(pid) ?? []).map((one) => one.pid);
    const resources = await readResources(members);
    if (resources !== undefined) {
      log.record({ kind: 'target.resources', atUs: clock.nowUs(), ...resources });
    }
    await clock.delay(everyMs, signal).catch(() => undefined);
  }
}

/** Their sum; undefined where none is left, where there is no `/proc`, or where they are somebody else's. */
export async function readResources(pids: readonly number[]): Promise<Resources | undefined> {
  const found = await Promise.all(pids.map(read));
  const living = found.filter((one) => one !== undefined);
  if (living.length === 0) return undefined;
  const sum = (of: (one: Read) => number): number =>
    living.reduce((total, one) => total + of(one), 0);
  return {
    descriptors: sum(({ descriptors }) => descriptors),
    residentMB: Math.round(sum(({ residentKB }) => residentKB) / 102.4) / 10,
    threads: sum(({ threads }) => threads),
  };
}

interface Read {
  readonly descriptors: number;
  readonly residentKB: number;
  readonly threads: number;
}

async function read(pid: number): Promise<Read | undefined> {
  try {
    const [open, status] = await Promise.all([
      readdir(`/proc/${String(pid)}/fd`),
      readFile(`/proc/${String(pid)}/status`, 'latin1'),
    ]);
    const residentKB = field(status, 'VmRSS');
    const threads = field(status, 'Threads');
    if (residentKB === undefined || threads === undefined) return undefined; // a process that ends
    return { descriptors: open.length, residentKB, threads };
  } catch {
    return undefined;
  }
}

function field(status: string, name: string): number | undefined {
  const [, value] = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status) ?? [];
  return value === undefined ? undefined : Number(value);
}
