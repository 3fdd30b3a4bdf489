/** Real parts for the tests of faults: a server, the tap and Toxiproxy in their processes, clients in this one. */

import { fileURLToPath } from 'node:url';
import { keyOf } from '../../harness/contracts/connection-id.ts';
import { needsOf } from '../../harness/contracts/fault-needs.ts';
import type { Fault, FaultContext, LiveConnection } from '../../harness/contracts/fault.ts';
import type { HistoryEvent } from '../../harness/contracts/history.ts';
import type { RunningLanes, RunningTap } from '../../harness/contracts/parts.ts';
import type { PlannedFault } from '../../harness/contracts/plan.ts';
import type { Census, FaultPoints, ThrowPoint } from '../../harness/contracts/target.ts';
import { startChild, type Child } from '../../harness/process/start-child.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { kernelView } from '../kernel/server-sockets.ts';
import { tapStarter } from '../tap/start-tap.ts';
import { toxiproxyLanes } from '../toxiproxy/start-toxiproxy.ts';
import { TestClients } from './test-clients.ts';

export interface Rig {
  readonly server: Child;
  readonly tap: RunningTap;
  /** A fault with its victims and bystanders connected, ready to be injected. */
  scene(fault: Fault, options?: SceneOptions): Promise<Scene>;
  close(): Promise<void>;
}

export interface SceneOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly victims?: number;
  readonly bystanders?: number;
}

export interface Scene {
  readonly context: FaultContext;
  readonly planned: PlannedFault;
  readonly lanes: RunningLanes;
  readonly clients: TestClients;
  readonly abort: AbortController;
  readonly bystanderIds: readonly string[];
  close(): Promise<void>;
}

export async function openRig(toxiproxyPath: string): Promise<Rig> {
  const server = await startChild(systemClock, {
    name: 'chat server',
    module: fileURLToPath(new URL('chat-server.ts', import.meta.url)),
    args: [],
    env: {},
    readyWithinMs: 15_000,
    errorCode: 'CHAOS_ERR_TARGET_START',
    onEvents: () => undefined,
  });
  const events: HistoryEvent[] = [];
  const { port } = server.info as { readonly port: number };
  const tap = await tapStarter(systemClock).start(`ws://127.0.0.1:${port}/`, (more) => {
    events.push(...more);
  });
  let scenes = 0;
  return {
    server,
    tap,
    scene: async (fault, options = {}) => {
      scenes++;
      const planned = plan(fault, { options, user: scenes });
      const toxics = fault.toxics?.(planned.settings) ?? [];
      const lanes = await toxiproxyLanes(systemClock, toxiproxyPath).start(tap.url, [
        { name: 'default', toxics: [] },
        { name: 'victims', toxics },
      ]);
      return openScene({
        server,
        tap,
        events,
        lanes,
        planned,
        bystanders: options.bystanders ?? 2,
      });
    },
    close: async () => {
      await Promise.all([tap.stop(0), server.stop(0)]);
    },
  };
}

function plan(
  fault: Fault,
  { options, user }: { readonly options: SceneOptions; readonly user: number },
): PlannedFault {
  const settings = fault.parseSettings(options.settings ?? {});
  const slots = Array.from({ length: options.victims ?? 3 }, (_, index) => index + 1);
  return {
    id: 'f1',
    inject: fault.name,
    beginMs: 0,
    healMs: 1000,
    victims: slots.map((slot) => `power-${user}.${slot}`),
    makesZombies: fault.makesZombies,
    lane: 'victims',
    ...(needsOf(fault, settings).includes('client-process') ? { process: 'f1' } : {}),
    settings,
  };
}

interface Parts {
  readonly server: Child;
  readonly tap: RunningTap;
  readonly events: readonly HistoryEvent[];
  readonly lanes: RunningLanes;
  readonly planned: PlannedFault;
  readonly bystanders: number;
}

async function openScene(parts: Parts): Promise<Scene> {
  const { server, tap, events, lanes, planned, bystanders } = parts;
  const clients = new TestClients();
  const abort = new AbortController();
  const bystanderIds = Array.from(
    { length: bystanders },
    (_, index) => `signup-${planned.victims[0]?.split(/[-.]/)[1] ?? '0'}.${index + 1}.0`,
  );
  const victimsUrl = lanes.urls['victims'] ?? '';
  const victimIds = planned.victims.map((key) => `${key}.0`);
  if (planned.process === undefined) await clients.connect(victimsUrl, victimIds);
  else await clients.connectApart(planned.process, victimsUrl, victimIds);
  await clients.connect(lanes.urls['default'] ?? '', bystanderIds);
  const ports = await seenByTap(events, clients.ids());
  const live = (wanted: (connection: string) => boolean): readonly LiveConnection[] =>
    clients.openIds().flatMap((connection) => {
      const serverPort = ports.get(connection);
      if (serverPort === undefined || !wanted(connection)) return [];
      return { connection, key: keyOf(connection), serverPort };
    });
  const { port } = server.info as { readonly port: number };
  const kernel = kernelView(server.pid, port);
  return {
    planned,
    lanes,
    clients,
    abort,
    bystanderIds,
    context: {
      clock: systemClock,
      signal: abort.signal,
      lanes,
      tap,
      clients,
      target: {
        url: `ws://127.0.0.1:${port}/`,
        pid: server.pid,
        census: async () => (await ask(port, '/census')) as Census,
        faultPoints: faultPointsOf(server, port),
      },
      ...(kernel === undefined ? {} : { kernel }),
      live: (keys) => live((connection) => keys.includes(keyOf(connection))),
      bystanders: () => live((connection) => bystanderIds.includes(connection)),
      expectTargetExit: () => Promise.resolve(),
      events: () => events,
    },
    close: async () => {
      clients.close();
      await lanes.stop(0);
    },
  };
}

/** The tap has seen an end of each victim. */
export async function untilGone({ context, planned }: Scene): Promise<void> {
  const ids = planned.victims.map((key) => `${key}.0`);
  const areGone = await lookUntil(systemClock, { withinMs: 10_000, everyMs: 5 }, async () =>
    (await context.tap.counters(ids)).every(({ open }) => !open) ? true : undefined,
  );
  if (areGone !== true) throw new Error('the tap still holds victims open');
}

/** The tap's ledger arrives a moment after the clients are open. */
async function seenByTap(
  events: readonly HistoryEvent[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const ports = await lookUntil(systemClock, { withinMs: 5000, everyMs: 2 }, () => {
    const seen = new Map<string, number>();
    for (const event of events)
      if (event.kind === 'tap.open') seen.set(event.connection, event.serverPort);
    return Promise.resolve(ids.every((id) => seen.has(id)) ? seen : undefined);
  });
  if (ports === undefined) throw new Error('the tap has not seen every client');
  return ports;
}

/** Over HTTP, as a dashboard would. */
async function ask(port: number, path: string, ids: readonly string[] = []): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { 'x-ids': ids.join(' ') },
  });
  return answer.json();
}

function faultPointsOf(server: Child, port: number): FaultPoints {
  return {
    armEmit: async (connections, mode, delayMs) => {
      await server.call('armEmit', { connections, mode, delayMs });
    },
    disarmEmit: async (connections) => {
      await server.call('disarmEmit', { connections });
    },
    emitProbe: async (connections, nonce) => {
      await server.call('emitProbe', { connections, nonce });
    },
    health: async (connections) =>
      (await ask(port, '/health', connections)) as Awaited<ReturnType<FaultPoints['health']>>,
    handler: throwPointOf(server, 'Handler'),
    cleanup: throwPointOf(server, 'Cleanup'),
    clock: {
      step: async (byMs) => {
        await server.call('stepClock', { byMs });
      },
      nowUs: async () => (await server.call('readClock')) as number,
    },
  };
}

function throwPointOf(server: Child, name: string): ThrowPoint {
  return {
    arm: async (connections, how) => {
      await server.call(`arm${name}`, { connections, ...how });
    },
    disarm: async (connections) => {
      await server.call(`disarm${name}`, { connections });
    },
  };
}
