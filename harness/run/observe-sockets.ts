/** Watches in the kernel's tables for the moment the server gives up a connection's descriptor. */

import type { Clock } from '../contracts/clock.ts';
import type { KernelView } from '../contracts/fault.ts';
import type { EventLog } from './event-log.ts';

/** The bound on how late `socket.gone` is noted, after two looks. */
const everyMs = 100;

export interface SocketContext {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly kernel: KernelView;
}

interface Watched {
  readonly connection: string;
  readonly port: number;
  /** The server has upgraded it: held when the tap said so. */
  seenUntilUs: number;
  /** The first look that did not find it, until another one does. */
  missedUs?: number;
}

/**
 * Records `socket.gone` once a connection opened at the tap has lost its socket in the server. Asks the
 * kernel only about connections that somebody has begun to end, or that a fault holds.
 */
export async function observeSockets(context: SocketContext, signal: AbortSignal): Promise<void> {
  const { clock, log } = context;
  const open = new Map<string, Watched>();
  const suspects = new Set<Watched>();
  const suspect = (connection: string): void => {
    const watched = open.get(connection);
    if (watched !== undefined) suspects.add(watched);
  };
  const unsubscribe = log.onEvent((event) => {
    if (event.kind === 'tap.open') {
      const { connection, serverPort: port, atUs: seenUntilUs } = event;
      open.set(connection, { connection, port, seenUntilUs });
    } else if (event.kind === 'fault.begin') event.victims.forEach(suspect);
    else if (event.kind === 'tap.close-frame' || event.kind === 'tap.end')
      suspect(event.connection);
    else if (event.kind === 'tap.closed') suspect(event.connection);
  });
  const tellGone = async (): Promise<void> => {
    for (const { connection } of await look(context, suspects)) open.delete(connection);
  };
  while (!signal.aborted) {
    await tellGone();
    await clock.delay(everyMs, signal).catch(() => undefined);
  }
  await tellGone(); // whom the last look missed
  unsubscribe();
}

/**
 * Tells who is gone, and takes them from `suspects`. Told at the second look that misses it: the kernel's list changes
 * while it is read, and a row may be passed over.
 */
async function look(
  { clock, log, kernel }: SocketContext,
  suspects: Set<Watched>,
): Promise<readonly Watched[]> {
  if (suspects.size === 0) return [];
  const asked = [...suspects];
  const beganUs = clock.nowUs();
  const states = await kernel.serverSockets(asked.map(({ port }) => port)).catch(() => undefined);
  if (states === undefined) return [];
  const atUs = clock.nowUs();
  const gone: Watched[] = [];
  for (const watched of asked) {
    const { connection, port, seenUntilUs, missedUs } = watched;
    if (states.get(port) !== 'gone') {
      watched.seenUntilUs = beganUs;
      delete watched.missedUs;
    } else if (missedUs === undefined) watched.missedUs = atUs;
    else {
      suspects.delete(watched);
      log.record({ kind: 'socket.gone', connection, atUs: missedUs, seenUntilUs });
      gone.push(watched);
    }
  }
  return gone;
}
