/** Sockets whose other side may take nothing more: what they have not sent waits, and the kernel asks whether it may go on. */

import { tcpTables } from './proc-tables.ts';

/** As `/proc/net/tcp` names the timer that runs while a window is closed. */
const zeroWindowProbe = '04';

export interface Unsent {
  /** Not sent, or sent and not acknowledged. */
  readonly bytes: number;
  /** The window is closed by the kernel's own word; where the last piece met a window that had just shrunk it does not say so. */
  readonly isProbed: boolean;
}

/** What waits, by the port the socket leads to; of the sockets of `port` in this process's namespace. */
export async function unsentBehind(port: number): Promise<ReadonlyMap<number, Unsent>> {
  return new Map((await tcpTables('/proc')).flatMap((table) => [...unsentIn(table, port)]));
}

/** `sl: local:port remote:port st tx:rx timer:when …`, hexadecimal. */
export function* unsentIn(table: string, port: number): Generator<readonly [number, Unsent]> {
  for (const line of table.split('\n')) {
    const [, local = '', remote = '', , queues = '', timer = ''] = line.trim().split(/\s+/);
    const bytes = Number.parseInt(queues, 16);
    if (portOf(local) !== port || !(bytes > 0)) continue;
    yield [portOf(remote), { bytes, isProbed: timer.startsWith(`${zeroWindowProbe}:`) }];
  }
}

function portOf(address: string): number {
  return Number.parseInt(address.slice(address.indexOf(':') + 1), 16);
}
