/** What the kernel holds for a socket: bytes come but not read, bytes sent but not taken by the other side. */

import { tcpTables } from './proc-tables.ts';
import { sharedRead } from './shared-read.ts';

export interface SocketQueues {
  readonly unreadBytes: number;
  readonly unsentBytes: number;
}

/** The tables of this process's namespace; empty where there is no `/proc`. */
const tables = sharedRead(() => tcpTables('/proc'));

/**
 * By local port, of established sockets towards `remotePort` in this namespace's tables (a local port may be in use
 * towards others too); empty where there is no `/proc`.
 */
export async function socketQueues(
  localPorts: readonly number[],
  remotePort: number,
): Promise<ReadonlyMap<number, SocketQueues>> {
  const queues = new Map<number, SocketQueues>();
  const local = new Set(localPorts);
  for (const table of await tables()) readTable(table, { local, remotePort }, queues);
  return queues;
}

/** `rem_address` and the state for established, as they stand side by side in a row; then ` tx_queue:rx_queue `. */
function readTable(
  table: string,
  { local, remotePort }: { readonly local: ReadonlySet<number>; readonly remotePort: number },
  queues: Map<number, SocketQueues>,
): void {
  const mark = `:${remotePort.toString(16).toUpperCase().padStart(4, '0')} 01 `;
  for (let at = table.indexOf(mark); at !== -1; at = table.indexOf(mark, at + 1)) {
    // in front of the remote address stands a blank, and in front of that the local port
    const blank = table.lastIndexOf(' ', at);
    const port = Number.parseInt(table.slice(blank - 4, blank), 16);
    if (!local.has(port)) continue;
    const queuesAt = at + mark.length;
    queues.set(port, {
      unsentBytes: Number.parseInt(table.slice(queuesAt, queuesAt + 8), 16),
      unreadBytes: Number.parseInt(table.slice(queuesAt + 9, queuesAt + 17), 16),
    });
  }
}
