/** Sockets whose other side takes nothing more: the kernel has stopped sending and asks now and then whether it may go on. */

import { tcpTables } from './proc-tables.ts';

/** As `/proc/net/tcp` names the timer that runs while a window is closed. */
const zeroWindowProbe = '04';

/** What waits behind a closed window, by the port the socket leads to; of the sockets of `port` in this process's namespace. */
export async function closedWindows(port: number): Promise<ReadonlyMap<number, number>> {
  return new Map((await tcpTables('/proc')).flatMap((table) => [...closedIn(table, port)]));
}

/** `sl: local:port remote:port st tx:rx timer:when …`, hexadecimal. */
export function* closedIn(table: string, port: number): Generator<readonly [number, number]> {
  for (const line of table.split('\n')) {
    const [, local = '', remote = '', , queues = '', timer = ''] = line.trim().split(/\s+/);
    if (!timer.startsWith(`${zeroWindowProbe}:`) || portOf(local) !== port) continue;
    yield [portOf(remote), Number.parseInt(queues, 16)];
  }
}

function portOf(address: string): number {
  return Number.parseInt(address.slice(address.indexOf(':') + 1), 16);
}
