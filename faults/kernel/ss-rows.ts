/** Asks `ss` for the sockets of a port: the kernel itself leaves out all others, however many there are. */

import type { PortOnSide, SocketRow } from './socket-row.ts';
import { askTool } from './tool-shell.ts';

/** The kernel holds each socket against all that are named. */
const mostNamed = 100;
const help = 'Install iproute2.';

/** In the network namespace of this process. Rejects with CHAOS_ERR_FAULT_INJECT where there is no `ss`. */
export async function ssRows({ side, port, others }: PortOnSide): Promise<readonly SocketRow[]> {
  const filter = filterFor(side, port, others);
  return readRows(await askTool('ss', ['-Htnae', filter], help));
}

/** As `ssRows`: all that listen, whatever their port. */
export async function ssListening(): Promise<readonly SocketRow[]> {
  return readRows(await askTool('ss', ['-Htnle'], help));
}

/** As `ssRows`: all that are connected, whatever their ports. */
export async function ssConnected(): Promise<readonly SocketRow[]> {
  return readRows(await askTool('ss', ['-Htne'], help));
}

/** As `ss` wants it: sockets of this process's namespace with one port, and where it is short enough with one of the others. */
export function filterFor(
  side: PortOnSide['side'],
  port: number,
  others?: readonly number[],
): string {
  const [one, other] = side === 'local' ? ['sport', 'dport'] : ['dport', 'sport'];
  const few = others === undefined || others.length > mostNamed ? [] : others;
  const named = few.map((each) => `${other} = :${each}`).join(' or ');
  return `${one} = :${port}${named === '' ? '' : ` and ( ${named} )`}`;
}

/** `ESTAB 0 12 127.0.0.1:80 127.0.0.1:45678 ino:4711 …`: what comes in and is not read, what goes out and is not taken. */
const row = /^(\S+)\s+(\d+)\s+(\d+)\s+\S*:(\d+)\s+\S*:(\d+|\*)(.*)/;

export function readRows(text: string): readonly SocketRow[] {
  return text.split('\n').flatMap((line) => {
    const [found, state, unread, unsent, localPort, remotePort, more = ''] = row.exec(line) ?? [];
    if (found === undefined) return [];
    return {
      localPort: Number(localPort),
      remotePort: remotePort === '*' ? 0 : Number(remotePort),
      state: state === 'ESTAB' ? 'established' : state === 'LISTEN' ? 'listening' : 'closing',
      unreadBytes: Number(unread),
      unsentBytes: Number(unsent),
      inode: Number(/\bino:(\d+)/.exec(more)?.[1] ?? 0),
    };
  });
}
