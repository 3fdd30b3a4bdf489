/** Starts the tap in a process of its own and speaks to it. */

import { fileURLToPath } from 'node:url';
import type { Clock } from '../../harness/contracts/clock.ts';
import type { TapCounters } from '../../harness/contracts/fault.ts';
import type { RunningTap, TapStarter } from '../../harness/contracts/parts.ts';
import type { RoundTrip, TapInjector } from '../../harness/contracts/tap-rules.ts';
import { startChild, type Child } from '../../harness/process/start-child.ts';

/** Starting Node on a loaded two-core machine takes a second or two. */
const readyWithinMs = 15_000;
const answerWithinMs = 5000;
/**
 * What V8 keeps for young objects, three times 16 MB by default, is a third of the tap at 9,000 connections, and costs
 * no time when it is small: what a connection holds is long-lived, the rest is gone at once.
 */
const nodeOptions = ['--min-semi-space-size=2', '--max-semi-space-size=2'];

/** Rejects with CHAOS_ERR_TAP_START when the tap cannot listen; later calls with CHAOS_ERR_TAP_DIED. */
export function tapStarter(clock: Clock): TapStarter {
  return {
    start: async (targetUrl, onEvents) => {
      const target = new URL(targetUrl);
      const child = await startChild(clock, {
        name: 'tap',
        module: fileURLToPath(new URL('main.ts', import.meta.url)),
        args: [target.hostname, target.port === '' ? '80' : target.port],
        env: {},
        nodeOptions,
        readyWithinMs,
        errorCode: 'CHAOS_ERR_TAP_START',
        onEvents,
      });
      return runningTap(child, target);
    },
  };
}

function runningTap(child: Child, target: URL): RunningTap {
  const { port } = child.info as { readonly port: number };
  const url = `ws://127.0.0.1:${port}${target.pathname}${target.search}`;
  return {
    pid: child.pid,
    exited: child.exited,
    stop: async (graceMs) => {
      await child.stop(graceMs);
    },
    url,
    injector: injectorOf(child, url),
    counters: async (connections) =>
      (await child.call('counters', { connections })) as readonly TapCounters[],
    withhold: async (connections, rule) => {
      await child.call('withhold', { connections, rule });
    },
    release: async (connections) => {
      await child.call('release', { connections });
    },
  };
}

function injectorOf(child: Child, url: string): TapInjector {
  return {
    url,
    arm: async (owner, connections, rule) => {
      await child.call('arm', { owner, connections, rule });
    },
    armComing: async (owner, keys, coming) => {
      await child.call('armComing', { owner, keys, coming });
    },
    disarm: async (owner) => {
      await child.call('disarm', { owner });
    },
    roundTrips: async (connections, burst) => {
      const answer = await child.call(
        'roundTrips',
        { connections, ...burst },
        burst.withinMs + answerWithinMs,
      );
      return answer as readonly RoundTrip[];
    },
  };
}
