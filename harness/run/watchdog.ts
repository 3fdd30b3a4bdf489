/** A process that holds the run's lease: when the harness dies, it kills every process group of the run. */

import { fileURLToPath } from 'node:url';
import type { Clock } from '../contracts/clock.ts';
import { startChild } from '../process/start-child.ts';
import type { Watchdog } from './run-parts.ts';

export type RunningWatchdog = Watchdog & {
  readonly pid: number;
  /** Ends the lease without harming anyone (SIGTERM is not a broken lease). */
  stop(): Promise<void>;
};

/**
 * The lease is the IPC channel itself: it breaks when this process ends, however it ends (`kill -9` too).
 * Guarded processes must lead process groups of their own.
 */
export async function startWatchdog(clock: Clock): Promise<RunningWatchdog> {
  const child = await startChild(clock, {
    name: 'watchdog',
    module: fileURLToPath(new URL('watchdog-main.ts', import.meta.url)),
    args: [],
    env: {},
    readyWithinMs: 10_000,
    errorCode: 'CHAOS_ERR_TOOL_MISSING',
    onEvents: () => undefined,
  });
  const tell = (method: string, pid: number): void => {
    void child.call(method, pid).catch(() => undefined); // without a watchdog the run goes on
  };
  return {
    pid: child.pid,
    guard: (pid) => {
      tell('guard', pid);
    },
    release: (pid) => {
      tell('release', pid);
    },
    stop: async () => {
      await child.stop(1000);
    },
  };
}
