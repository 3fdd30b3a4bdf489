/**
 * The application faults for any Node server, in three lines:
 *
 *     import { chaosHooks } from 'ws-chaos/hooks';
 *     const hooks = chaosHooks();
 *     server.on('connection', (socket, request) => hooks.attach(socket, request));
 *
 * Nothing changes until a fault is armed: by these methods, over `hooks.listen()`, or by a scenario with `target.hooks`.
 * Two more lines give the faults of your own code: `hooks.handling(socket)` first in your message handler, within whatever
 * catches its errors, and `hooks.removing(socket)` first where you let go of a connection.
 */

import { connectionHeader } from '../../harness/contracts/connection-id.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import type { ChaosHooks, EmittingSocket, HookOptions } from './chaos-hooks.ts';
import { EmitPoint } from './emit-point.ts';
import { listen, listenAsTold } from './listening.ts';
import { steppedDate } from './stepped-date.ts';
import { ThrowPointById } from './throw-point.ts';

export type {
  ChaosHooks,
  EmittingSocket,
  HookOptions,
  ListeningHooks,
  ListenOptions,
  UpgradeRequest,
} from './chaos-hooks.ts';

const plainProbe = (nonce: string): string => JSON.stringify({ type: 'probe', nonce });

interface Hooked {
  readonly socket: EmittingSocket;
  readonly point: EmitPoint;
}

export function chaosHooks(options: HookOptions = {}): ChaosHooks {
  const { clock = systemClock, isHealthy, probeMessage = plainProbe } = options;
  const hooked = new Map<string, Hooked>();
  const ids = new WeakMap<EmittingSocket, string>();
  const handler = new ThrowPointById('handling a message', clock);
  const cleanup = new ThrowPointById('removing a connection', clock);
  let strangers = 0;
  const named = (wanted: readonly string[]): readonly (Hooked & { readonly id: string })[] =>
    wanted.flatMap((id) => {
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
      ids.set(socket, id);
      standBefore(socket, point);
      socket.once('close', () => {
        point.forget();
        if (hooked.get(id) === entry) hooked.delete(id);
      });
      return id;
    },
    connections: () => [...hooked.keys()],
    stallLoop,
    handling: (socket) => {
      handler.pass(ids.get(socket) ?? '');
    },
    removing: (socket) => {
      cleanup.pass(ids.get(socket) ?? '');
    },
    handler,
    cleanup,
    clock: steppedDate,
    armEmit: (connections, mode, delayMs) => {
      for (const { point } of named(connections)) point.arm(mode, delayMs);
      return Promise.resolve();
    },
    disarmEmit: (connections) => {
      for (const { point } of named(connections)) point.disarm();
      return Promise.resolve();
    },
    emitProbe: (connections, nonce) => {
      for (const { socket } of named(connections)) tryToSend(socket, probeMessage(nonce));
      return Promise.resolve();
    },
    health: (connections) =>
      Promise.resolve(
        named(connections).map(({ id, socket }) => ({
          connection: id,
          healthy: isHealthy?.(id) ?? socket.readyState === 1,
          hasConnections: socket.readyState === 1,
        })),
      ),
    listen: (options) => listen(hooks, options),
  };
  listenAsTold(hooks);
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
function tryToSend(socket: EmittingSocket, message: string): void {
  try {
    (socket.send as Send)(message);
  } catch {
    // a stalled emitter throws
  }
}

function stallLoop(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
