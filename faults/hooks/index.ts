/**
 * The application faults for any Node server, in three lines:
 *
 *     import { chaosHooks } from 'ws-chaos/hooks';
 *     const hooks = chaosHooks();
 *     server.on('connection', (socket, request) => hooks.attach(socket, request));
 *
 * Nothing changes until a fault is armed, by these methods or over `hooks.listen()`.
 */

import type { AddressInfo } from 'node:net';
import type { Clock } from '../../harness/contracts/clock.ts';
import { connectionHeader } from '../../harness/contracts/connection-id.ts';
import type { FaultPoints } from '../../harness/contracts/target.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { controlServer, newToken } from './control-server.ts';
import { EmitPoint } from './emit-point.ts';

/** A socket as the `ws` library has it. */
export interface EmittingSocket {
  /** 1 while it is open. */
  readonly readyState: number;
  send(data: never, ...rest: never[]): void;
  once(event: 'close', listener: () => void): unknown;
}

export interface UpgradeRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface HookOptions {
  readonly clock?: Clock;
  /** The server's own opinion of a connection; whether its socket is open, where not given. */
  readonly isHealthy?: (connection: string) => boolean;
}

export interface ChaosHooks extends FaultPoints {
  /** Puts a fault point into the socket's `send`. Returns the connection's id, of the header or a new one. */
  attach(socket: EmittingSocket, request?: UpgradeRequest): string;
  /** The ids of the open connections. */
  connections(): readonly string[];
  /** Stops the event loop of this process for so long, without burning a processor. */
  stallLoop(ms: number): void;
  /** Serves the fault points on a free loopback port; every request needs the token. */
  listen(): Promise<ListeningHooks>;
}

export interface ListeningHooks {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

interface Hooked {
  readonly socket: EmittingSocket;
  readonly point: EmitPoint;
}

export function chaosHooks({ clock = systemClock, isHealthy }: HookOptions = {}): ChaosHooks {
  const hooked = new Map<string, Hooked>();
  let strangers = 0;
  const named = (ids: readonly string[]): readonly (Hooked & { readonly id: string })[] =>
    ids.flatMap((id) => {
      const found = hooked.get(id);
      return found === undefined ? [] : { ...found, id };
    });
  const hooks: ChaosHooks = {
    attach: (socket, request) => {
      const header = request?.headers[connectionHeader];
      const id = typeof header === 'string' ? header : `stranger-${++strangers}`;
      const point = new EmitPoint(clock);
      const entry = { socket, point };
      hooked.set(id, entry);
      standBefore(socket, point);
      socket.once('close', () => {
        point.forget();
        if (hooked.get(id) === entry) hooked.delete(id);
      });
      return id;
    },
    connections: () => [...hooked.keys()],
    stallLoop,
    armEmit: (ids, mode, delayMs) => {
      for (const { point } of named(ids)) point.arm(mode, delayMs);
      return Promise.resolve();
    },
    disarmEmit: (ids) => {
      for (const { point } of named(ids)) point.disarm();
      return Promise.resolve();
    },
    emitProbe: (ids, nonce) => {
      for (const { socket } of named(ids)) tryToSend(socket, { type: 'probe', nonce });
      return Promise.resolve();
    },
    health: (ids) =>
      Promise.resolve(
        named(ids).map(({ id, socket }) => ({
          connection: id,
          healthy: isHealthy?.(id) ?? socket.readyState === 1,
          hasConnections: socket.readyState === 1,
        })),
      ),
    listen: () => listen(hooks),
  };
  return hooks;
}

type Send = (data: unknown, ...rest: unknown[]) => void;

/** The last argument of `send` may be a callback. */
function standBefore(socket: EmittingSocket, point: EmitPoint): void {
  const send = socket.send.bind(socket) as Send;
  const guarded: Send = (data, ...rest) => {
    const callback = rest.at(-1);
    point.pass(
      () => {
        send(data, ...rest);
      },
      () => {
        if (typeof callback === 'function') (callback as () => void)();
      },
    );
  };
  socket.send = guarded;
}

/** What becomes of a probe is for others to see. */
function tryToSend(socket: EmittingSocket, message: unknown): void {
  try {
    (socket.send as Send)(JSON.stringify(message));
  } catch {
    // a stalled emitter throws
  }
}

function stallLoop(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

async function listen(hooks: ChaosHooks): Promise<ListeningHooks> {
  const token = newToken();
  const server = controlServer(hooks, token);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref(); // a server that ends is not kept by its fault points
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
