/** What the kernel holds for a socket: bytes come but not read, bytes sent but not taken by the other side. */

import { readFile } from 'node:fs/promises';

export interface SocketQueues {
  readonly unreadBytes: number;
  readonly unsentBytes: number;
}

/** By local port, for sockets of this machine's (this namespace's) TCP tables; empty where there is no `/proc`. */
export async function socketQueues(
  localPorts: readonly number[],
): Promise<ReadonlyMap<number, SocketQueues>> {
  const wanted = new Set(localPorts);
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
  wanted: ReadonlySet<number>,
  queues: Map<number, SocketQueues>,
): void {
  const [, local = '', , state, both = ''] = row.trim().split(/\s+/);
  const port = Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16);
  if (state !== established || !wanted.has(port)) return;
  const [unsent = '0', unread = '0'] = both.split(':');
  queues.set(port, {
    unsentBytes: Number.parseInt(unsent, 16),
    unreadBytes: Number.parseInt(unread, 16),
  });
}
