/** What waits unread at the sockets of a process: its kernel has taken and acknowledged it, whether the process runs or not. */

import { openDescriptors, tcpTables } from './proc-tables.ts';
import { whereTablesAreLong } from './socket-rows.ts';
import { ssConnected } from './ss-rows.ts';

/** As it stands in a row; then `tx:rx timer retransmissions user timeout inode`. */
const established = ' 01 ';

/**
 * Bytes unread at each established TCP socket that the process holds; undefined where there is no `/proc`, or no such process.
 * Up to so many sockets in its namespace are `few`.
 */
export async function unreadBytesOf(
  pid: number,
  few?: number,
): Promise<readonly number[] | undefined> {
  const folder = `/proc/${pid}`;
  const held = await openDescriptors(folder);
  if (held === undefined) return undefined;
  const rows = await whereTablesAreLong(folder, ssConnected, few);
  if (rows !== undefined)
    return rows.flatMap(({ state, inode, unreadBytes }) =>
      state === 'established' && held.has(`socket:[${inode}]`) ? unreadBytes : [],
    );
  const tables = await tcpTables(folder);
  return tables.flatMap((table) => [...unreadIn(table, held)]);
}

/** A table may have many thousands of rows of closed sockets; only those of established ones are taken apart. */
function* unreadIn(table: string, held: ReadonlySet<string>): Generator<number> {
  for (let at = table.indexOf(established); at !== -1; at = table.indexOf(established, at + 1)) {
    const end = table.indexOf('\n', at);
    const fields = table.slice(at + 1, end === -1 ? undefined : end).split(/\s+/);
    const [, queues = '', , , , , inode = ''] = fields;
    if (!held.has(`socket:[${inode}]`)) continue;
    yield Number.parseInt(queues.slice(queues.indexOf(':') + 1), 16);
  }
}
