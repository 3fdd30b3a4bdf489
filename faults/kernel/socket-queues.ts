/** What the kernel holds for a socket: bytes come but not read, bytes sent but not taken by the other side. */

import { readFile } from 'node:fs/promises';

export interface SocketQueues {
  readonly unreadBytes: number;
  readonly unsentBytes: number;
}

/**
 * By local port, of established sockets towards `remotePort` in this namespace's tables (a local port may be in use
 * towards others too); empty where there is no `/proc`.
 */
export async function socketQueues(
  localPorts: readonly number[],
  remotePort: number,
): Promise<ReadonlyMap<number, SocketQueues>> {
  const wanted = { local: new Set(localPorts), remote: remotePort };
  const queues = new Map<number, SocketQueues>();
  for (const name of ['tcp', 'tcp6']) {
    const table = await readFile(`/proc/net/${name}`, 'latin1').catch(() => '');
    for (const row of table.split('\n').slice(1)) readRow(row, wanted, queues);
  }
  return queues;
}

const established = '01';

function readRow(
  row: string,
  wanted: { readonly local: ReadonlySet<number>; readonly remote: number },
  queues: Map<number, SocketQueues>,
): void {
  const [, local = '', remote = '', state, both = ''] = row.trim().split(/\s+/);
  const port = portOf(local);
  if (state !== established || !wanted.local.has(port) || portOf(remote) !== wanted.remote) return;
  const [unsent = '0', unread = '0'] = both.split(':');
  queues.set(port, {
    unsentBytes: Number.parseInt(unsent, 16),
    unreadBytes: Number.parseInt(unread, 16),
  });
}

function portOf(address: string): number {
  return Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16);
}
