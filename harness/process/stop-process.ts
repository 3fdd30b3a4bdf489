/** Ends a process we started: politely, then for certain. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Clock } from '../contracts/clock.ts';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** SIGTERM; SIGKILL when it is still there after `graceMs` (0 = at once). Resolves when it is gone. */
export async function stopProcess(
  clock: Clock,
  child: ChildProcess,
  graceMs: number,
): Promise<Exit> {
  if (child.pid === undefined) return { code: null, signal: null };
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill(graceMs === 0 ? 'SIGKILL' : 'SIGTERM');
    if (graceMs > 0) await killAfter(clock, { child, gone, graceMs });
    await gone;
  }
  return { code: child.exitCode, signal: child.signalCode };
}

async function killAfter(
  clock: Clock,
  { child, gone, graceMs }: { child: ChildProcess; gone: Promise<unknown>; graceMs: number },
): Promise<void> {
  const cancel = new AbortController();
  const timer = clock.delay(graceMs, cancel.signal).then(
    () => child.kill('SIGKILL'),
    () => false,
  );
  await Promise.race([gone, timer]);
  cancel.abort();
}
