/** Watches in the kernel's tables for the moment the server gives up a connection's descriptor. */

import type { Clock } from '../contracts/clock.ts';
import type { KernelView } from '../contracts/fault.ts';
import type { EventLog } from './event-log.ts';

/** The bound on how late `socket.gone` is noted. */
const everyMs = 100;

/**
 * Records `socket.gone` once a connection opened at the tap has lost its socket in the server. Asks the
 * kernel only about connections that somebody has begun to end, or that a fault holds.
 */
export async function observeSockets(
  context: { readonly clock: Clock; readonly log: EventLog; readonly kernel: KernelView },
  signal: AbortSignal,
): Promise<void> {
  const { clock, log, kernel } = context;
  const ports = new Map<string, number>();
  const suspects = new Map<number, string>();
  const suspect = (connection: string): void => {
    const port = ports.get(connection);
    if (port !== undefined) suspects.set(port, connection);
  };
  const unsubscribe = log.onEvent((event) => {
    if (event.kind === 'tap.open') ports.set(event.connection, event.serverPort);
    else if (event.kind === 'fault.begin') event.victims.forEach(suspect);
    else if (event.kind === 'tap.close-frame' || event.kind === 'tap.end')
      suspect(event.connection);
    else if (event.kind === 'tap.closed') suspect(event.connection);
  });
  while (!signal.aborted) {
    if (suspects.size > 0) await noteGone({ clock, log, kernel, ports, suspects });
    await clock.delay(everyMs, signal).catch(() => undefined);
  }
  unsubscribe();
}

async function noteGone(context: {
  clock: Clock;
  log: EventLog;
  kernel: KernelView;
  ports: Map<string, number>;
  suspects: Map<number, string>;
}): Promise<void> {
  const { clock, log, kernel, ports, suspects } = context;
  const states = await kernel.serverSockets([...suspects.keys()]).catch(() => undefined);
  const atUs = clock.nowUs();
  for (const [port, connection] of [...suspects]) {
    if (states?.get(port) !== 'gone') continue;
    suspects.delete(port);
    ports.delete(connection);
    log.record({ kind: 'socket.gone', connection, atUs });
  }
}
