/** Samples what the server's process holds: descriptors, memory, threads, as `/proc` counts them. */

import { readdir, readFile } from 'node:fs/promises';
import type { Clock } from '../contracts/clock.ts';
import type { EventLog } from './event-log.ts';

const everyMs = 1000;

export interface Resources {
  readonly descriptors: number;
  /** Resident memory in 2^20 bytes, to a tenth. */
  readonly residentMB: number;
  readonly threads: number;
}

/** Records `target.resources` about once a second until `signal` aborts; nothing where `/proc` cannot be read. */
export async function observeResources(
  context: { readonly clock: Clock; readonly log: EventLog; readonly pid: number },
  signal: AbortSignal,
): Promise<void> {
  const { clock, log, pid } = context;
  while (!signal.aborted) {
    const resources = await readResources(pid);
    if (resources !== undefined) {
      log.record({ kind: 'target.resources', atUs: clock.nowUs(), ...resources });
    }
    await clock.delay(everyMs, signal).catch(() => undefined);
  }
}

/** Undefined where there is no such process, no `/proc`, or a process of somebody else. */
export async function readResources(pid: number): Promise<Resources | undefined> {
  try {
    const [open, status] = await Promise.all([
      readdir(`/proc/${String(pid)}/fd`),
      readFile(`/proc/${String(pid)}/status`, 'latin1'),
    ]);
    const residentKB = field(status, 'VmRSS');
    const threads = field(status, 'Threads');
    if (residentKB === undefined || threads === undefined) return undefined; // a process that ends
    return { descriptors: open.length, residentMB: Math.round(residentKB / 102.4) / 10, threads };
  } catch {
    return undefined;
  }
}

function field(status: string, name: string): number | undefined {
  const [, value] = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status) ?? [];
  return value === undefined ? undefined : Number(value);
}
