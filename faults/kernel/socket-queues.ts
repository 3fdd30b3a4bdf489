/** What the kernel holds for a socket: bytes come but not read, bytes sent but not taken by the other side. */

import { sharedRead } from './shared-read.ts';
import type { SocketRow } from './socket-row.ts';
import { socketRows } from './socket-rows.ts';

export type SocketQueues = Pick<SocketRow, 'unreadBytes' | 'unsentBytes'>;

/** By the port they lead to: all proofs of a run ask about the same one. */
const readings = new Map<number, () => Promise<readonly SocketRow[]>>();

function reading(port: number): () => Promise<readonly SocketRow[]> {
  const known = readings.get(port);
  if (known !== undefined) return known;
  const read = sharedRead(() => socketRows('/proc', { side: 'remote', port }));
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
  const rows = (await reading(remotePort)()).filter(
    ({ localPort, state }) => state === 'established' && local.has(localPort),
  );
  return new Map(
    rows.map(({ localPort, unreadBytes, unsentBytes }) => [
      localPort,
      { unreadBytes, unsentBytes },
    ]),
  );
}
