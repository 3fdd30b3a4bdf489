/** What the kernel holds for a socket: bytes come but not read, bytes sent but not taken by the other side. */

import { sharedRead } from './shared-read.ts';
import type { SocketRow } from './socket-row.ts';
import { socketRows } from './socket-rows.ts';

export type SocketQueues = Pick<SocketRow, 'unreadBytes' | 'unsentBytes'>;

type Reading = (localPorts: readonly number[]) => Promise<readonly SocketRow[]>;

/** By the port they lead to: all proofs of a run ask about the same one. */
const readings = new Map<number, Reading>();

function reading(port: number): Reading {
  const known = readings.get(port);
  if (known !== undefined) return known;
  const read = sharedRead((asked: readonly (readonly number[])[]) =>
    socketRows('/proc', { side: 'remote', port, others: [...new Set(asked.flat())] }),
  );
  readings.set(port, read);
  return read;
}

/**
 * By local port, of established sockets towards `remotePort` in this process's namespace (a local port may be in use
 * towards others too); empty where there is no `/proc`.
 */
export async function socketQueues(
  localPorts: readonly number[],
  remotePort: number,
): Promise<ReadonlyMap<number, SocketQueues>> {
  const local = new Set(localPorts);
  const rows = (await reading(remotePort)(localPorts)).filter(
    ({ localPort, state }) => state === 'established' && local.has(localPort),
  );
  return new Map(
    rows.map(({ localPort, unreadBytes, unsentBytes }) => [
      localPort,
      { unreadBytes, unsentBytes },
    ]),
  );
}
