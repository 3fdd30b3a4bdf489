/**
 * A small WebSocket server in a process of its own, for the tests of faults: pings and events at a steady pace, an
 * echo outside the emit path, and the fault points of `ws-chaos/hooks`. `node chat-server.ts`, driven over IPC.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Census, EmitFaultMode, HealthOpinion } from '../../harness/contracts/target.ts';
import { serveParent } from '../../harness/process/serve-parent.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { ThrowPointById } from '../hooks/throw-point.ts';

const eventEveryMs = 20;
const pingEveryMs = 50;
/** A removal that failed is tried again this often. */
const retryEveryMs = 20;

interface Throwing {
  readonly times: number;
  readonly lastingMs: number;
}

interface Of {
  readonly connections: readonly string[];
}

const sockets = new Map<string, WebSocket>();
const handler = new ThrowPointById('handling a message', systemClock);
const cleanup = new ThrowPointById('removing a connection', systemClock);
let clockOffsetUs = 0;
let isKeptAfterFailure = false;
const stalled = new Map<string, { readonly mode: EmitFaultMode; readonly delayMs: number }>();

async function emit(connection: string, event: unknown): Promise<void> {
  const fault = stalled.get(connection);
  if (fault?.mode === 'throw') throw new Error('emit failed');
  if (fault?.mode === 'hang') await new Promise(() => undefined);
  if (fault?.mode === 'drop') return;
  if (fault?.mode === 'slow') await systemClock.delay(fault.delayMs);
  sockets.get(connection)?.send(JSON.stringify(event));
}

function census(): Census {
  const connections = [...sockets.keys()].map((connection) => ({
    connection,
    user: connection,
    state: 'active',
    lastSeq: 0,
  }));
  return { claimed: sockets.size, limit: 1000, reclaimable: 0, connections };
}

function health({ connections }: Of): readonly HealthOpinion[] {
  return connections.map((connection) => {
    const isKnown = sockets.has(connection);
    return { connection, healthy: isKnown, hasConnections: isKnown };
  });
}

const parent = serveParent({
  armEmit: ({ connections, mode, delayMs }: Of & { mode: EmitFaultMode; delayMs: number }) => {
    for (const connection of connections) stalled.set(connection, { mode, delayMs });
  },
  disarmEmit: ({ connections }: Of) => {
    for (const connection of connections) stalled.delete(connection);
  },
  emitProbe: ({ connections, nonce }: Of & { nonce: string }) => {
    for (const connection of connections)
      emit(connection, { type: 'probe', nonce }).catch(() => undefined);
  },
  armHandler: ({ connections, times, lastingMs }: Of & Throwing) =>
    handler.arm(connections, { times, lastingMs }),
  disarmHandler: ({ connections }: Of) => handler.disarm(connections),
  armCleanup: ({ connections, times, lastingMs }: Of & Throwing) =>
    cleanup.arm(connections, { times, lastingMs }),
  disarmCleanup: ({ connections }: Of) => cleanup.disarm(connections),
  stepClock: ({ byMs }: { byMs: number }) => {
    clockOffsetUs += byMs * 1000;
  },
  readClock: () => systemClock.nowUs() + clockOffsetUs,
  keepAfterFailure: ({ keep }: { keep: boolean }) => {
    isKeptAfterFailure = keep;
  },
  terminate: ({ connections }: Of) => {
    for (const connection of connections) sockets.get(connection)?.terminate();
  },
});

async function remove(connection: string, socket: WebSocket): Promise<void> {
  try {
    cleanup.pass(connection);
    if (sockets.get(connection) === socket) sockets.delete(connection);
  } catch {
    await systemClock.delay(retryEveryMs);
    await remove(connection, socket);
  }
}

/** What a dashboard asks for, on the port that everybody uses. */
const server = createServer((request, response) => {
  const ids = request.headers['x-ids'];
  const answer =
    request.url === '/census' ? census() : health({ connections: String(ids).split(' ') });
  response.end(JSON.stringify(answer));
});
/** However many pings it finds at once when it comes late, for on a busy machine it does. */
const chat = new WebSocketServer({ server, ...{ maxPendingAutoPongs: 0 } });
chat.on('connection', (socket, request) => {
  const connection = String(request.headers['x-chaos-connection']);
  sockets.set(connection, socket);
  socket.on('error', () => undefined);
  socket.on('message', (data, isBinary) => {
    try {
      handler.pass(connection);
      socket.send(data, { binary: isBinary });
    } catch {
      if (!isKeptAfterFailure) socket.close(1011);
    }
  });
  socket.on('close', () => {
    void remove(connection, socket);
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
parent.ready({ port: (server.address() as AddressInfo).port });

process.once('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  for (const socket of sockets.values()) socket.close(1001, 'going away');
});

async function repeat(everyMs: number, action: () => void): Promise<never> {
  for (;;) {
    await systemClock.delay(everyMs);
    action();
  }
}
let seq = 0;
await Promise.all([
  repeat(pingEveryMs, () => {
    for (const socket of sockets.values()) socket.ping();
  }),
  repeat(eventEveryMs, () => {
    seq++;
    for (const connection of sockets.keys())
      emit(connection, { type: 'event', seq }).catch(() => undefined);
  }),
]);
