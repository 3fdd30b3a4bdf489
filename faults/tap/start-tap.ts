/** Starts the tap, in a process of its own or in several that share one port, and speaks to it. */

import { fileURLToPath } from 'node:url';
import type { Clock } from '../../harness/contracts/clock.ts';
import type { HistoryEvent } from '../../harness/contracts/history.ts';
import type { RunningTap, TapStarter } from '../../harness/contracts/parts.ts';
import type { RoundTrip, TapInjector } from '../../harness/contracts/tap-rules.ts';
import { startChild, type Child } from '../../harness/process/start-child.ts';
import { ChildGroup } from './child-group.ts';
import { newestCounters, type Known } from './ledger.ts';
import type { HeldMemory } from './memory.ts';
import type { TapProcessOptions, TlsOptions } from './process-options.ts';

/** Starting Node on a loaded two-core machine takes a second or two. */
const readyWithinMs = 15_000;
const answerWithinMs = 5000;
/**
 * Room for young objects: with V8's three times 16 MB the tap is a third larger at 9,000 connections, with three times
 * 2 MB it copies what is gone a moment later, in threads that the server under test could use. Its middle compiler stays:
 * without it what a connection runs through goes to the slow one, whose threads then take twice the time.
 */
const nodeOptions = ['--min-semi-space-size=8', '--max-semi-space-size=8'];

export interface TapOptions {
  /** Processes that share the port, 1 by default; the kernel deals connections out to them. */
  readonly processes?: number;
  /** How a `wss:` target proves itself; by default by the machine's certificates and the host's name. */
  readonly tls?: TlsOptions;
}

/** Its `pid` is the first process's. */
export type TapOfProcesses = RunningTap & {
  readonly pids: readonly number[];
  /** By process, in the order of `pids`; each collects its garbage first. */
  heldMemory(): Promise<readonly HeldMemory[]>;
};

/** Starts taps that tell the pids of all their processes. */
export interface TapProcessesStarter extends TapStarter {
  start(...of: Parameters<TapStarter['start']>): Promise<TapOfProcesses>;
}

/**
 * Rejects with CHAOS_ERR_TAP_START when the tap cannot listen; later calls with the same code once it is gone. With
 * several processes the tap is gone as soon as one of them is.
 */
export function tapStarter(clock: Clock, options: TapOptions = {}): TapProcessesStarter {
  return {
    start: async (targetUrl, onEvents) => {
      const target = new URL(targetUrl);
      const group = new ChildGroup();
      try {
        for (const child of processOptions(target, options)) {
          const listenPort = group.isEmpty ? {} : { listenPort: portOf(group) };
          group.add(await startProcess(clock, { ...child, ...listenPort }, onEvents));
        }
      } catch (error) {
        await group.stop(0);
        throw error;
      }
      return runningTap(group, target);
    },
  };
}

function processOptions(
  target: URL,
  { processes = 1, tls = {} }: TapOptions,
): readonly TapProcessOptions[] {
  const isSecure = target.protocol === 'wss:';
  const port = Number(target.port) || (isSecure ? 443 : 80);
  const security = isSecure ? { tls } : {};
  return Array.from({ length: processes }, (_, index) => ({
    host: target.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    ...security,
    share: { index, of: processes },
  }));
}

function startProcess(
  clock: Clock,
  options: TapProcessOptions,
  onEvents: (events: readonly HistoryEvent[]) => void,
): Promise<Child> {
  return startChild(clock, {
    name: 'tap',
    module: fileURLToPath(new URL('main.ts', import.meta.url)),
    args: [JSON.stringify(options)],
    env: {},
    nodeOptions,
    readyWithinMs,
    errorCode: 'CHAOS_ERR_TAP_START',
    onEvents,
  });
}

function portOf(group: ChildGroup): number {
  return (group.first.info as { readonly port: number }).port;
}

function runningTap(group: ChildGroup, target: URL): TapOfProcesses {
  const url = `ws://127.0.0.1:${portOf(group)}${target.pathname}${target.search}`;
  return {
    pid: group.first.pid,
    pids: group.pids,
    exited: group.exited,
    stop: (graceMs) => group.stop(graceMs),
    url,
    injector: injectorOf(group, url),
    heldMemory: async () =>
      (await group.call('heldMemory', null, answerWithinMs)) as readonly HeldMemory[],
    counters: async (connections) => {
      const known = (await group.call('known', { connections })) as readonly (readonly Known[])[];
      return newestCounters(connections, known.flat());
    },
  };
}

function injectorOf(group: ChildGroup, url: string): TapInjector {
  return {
    url,
    arm: async (owner, connections, rule) => {
      await group.callOwners('arm', { owner, connections, rule });
    },
    armComing: async (owner, keys, coming) => {
      await group.call('armComing', { owner, keys, coming });
    },
    watchRequests: async (name, pattern) => {
      await group.call('watchRequests', { name, pattern });
    },
    matching: async (name) => [
      ...new Set((await group.call('matching', { name })).flat() as readonly string[]),
    ],
    disarm: async (owner) => {
      await group.call('disarm', { owner });
    },
    armed: async (owner) => {
      const counts = (await group.call('armed', { owner })) as readonly number[];
      return counts.reduce((sum, count) => sum + count, 0);
    },
    roundTrips: async (connections, burst) => {
      const withinMs = burst.withinMs + answerWithinMs;
      const answers = await group.callOwners('roundTrips', { connections, ...burst }, withinMs);
      return (answers as readonly (readonly RoundTrip[])[]).flat();
    },
  };
}
