/** Finds the sockets of a port in the text of `/proc/net/tcp`, which may have many thousands of rows of others. */

import type { PortOnSide, SocketRow } from './socket-row.ts';

const [established, listening] = ['01', '0A'];

/** `sl: local:port remote:port st tx:rx timer:when retransmissions user timeout inode …`; ports are four hex digits. */
export function* tableRows(table: string, { side, port }: PortOnSide): Generator<SocketRow> {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  let start = table.indexOf('\n') + 1;
  while (start > 0 && start < table.length) {
    const newline = table.indexOf('\n', start);
    const end = newline === -1 ? table.length : newline;
    const local = table.indexOf(':', table.indexOf(':', start) + 1) + 1;
    const remote = table.indexOf(':', local) + 1;
    const at = side === 'local' ? local : remote;
    // only rows that are asked for are taken apart
    if (table.startsWith(wanted, at) && at < end) yield readRow(table.slice(local, end));
    start = end + 1;
  }
}

/** From the local port on. */
function readRow(text: string): SocketRow {
  const [localPort, remote = '', state, queues = '', , , , , inode] = text.split(/\s+/);
  const [unsent = '', unread = ''] = queues.split(':');
  return {
    localPort: hex(localPort),
    remotePort: hex(remote.slice(remote.indexOf(':') + 1)),
    state: state === established ? 'established' : state === listening ? 'listening' : 'closing',
    unreadBytes: hex(unread),
    unsentBytes: hex(unsent),
    inode: Number(inode),
  };
}

function hex(digits = ''): number {
  return Number.parseInt(digits, 16);
}
