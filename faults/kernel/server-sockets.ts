/** The kernel's own view of a server's sockets: the second witness where a fault blinds the first. */

import { existsSync } from 'node:fs';
import type { KernelView } from '../../harness/contracts/fault.ts';
import { tcpTables } from './proc-tables.ts';
import { sharedRead } from './shared-read.ts';

export type SocketState = 'established' | 'closing' | 'gone';

const established = '01';

/**
 * The tables of the network namespace `pid` lives in, read whole and once for all who ask at about the same time.
 * Only rows of the server's own `listeningPort` count: elsewhere on the machine the same remote port may be in use.
 * Undefined where there is no `/proc` or no such process.
 */
export function kernelView(pid: number, listeningPort: number): KernelView | undefined {
  const folder = `/proc/${pid}`;
  if (!existsSync(`${folder}/net/tcp`)) return undefined;
  const allStates = sharedRead(async () => {
    const states = new Map<number, SocketState>();
    for (const text of await tcpTables(folder)) readStates(text, states, listeningPort);
    return states;
  });
  return {
    serverSockets: async (remotePorts) => {
      if (remotePorts.length === 0) return new Map();
      const states = await allStates();
      return new Map(remotePorts.map((port) => [port, states.get(port) ?? 'gone']));
    },
  };
}

/**
 * Puts the state of each remote port of the server's rows into `states`. A row with inode 0 belongs to no descriptor
 * any more (an orphan in TIME-WAIT or FIN-WAIT): to the server that socket is gone.
 */
export function readStates(
  text: string,
  states: Map<number, SocketState>,
  listeningPort: number,
): void {
  const server = hexPort(listeningPort);
  let lineStart = text.indexOf('\n') + 1;
  while (lineStart > 0 && lineStart < text.length) {
    const lineEnd = text.indexOf('\n', lineStart);
    const end = lineEnd === -1 ? text.length : lineEnd;
    if (isOfServer(text, lineStart, server)) readRow(text, { from: lineStart, to: end }, states);
    lineStart = end + 1;
  }
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

function isOfServer(text: string, rowStart: number, port: string): boolean {
  const localColon = text.indexOf(':', text.indexOf(':', rowStart) + 1);
  return localColon !== -1 && text.startsWith(port, localColon + 1);
}

/** `sl: local:port remote:port st …`; ports are four hex digits, addresses eight or thirty-two. */
function readRow(
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
  states: Map<number, SocketState>,
): void {
  const localColon = text.indexOf(':', text.indexOf(':', from) + 1);
  const remoteColon = text.indexOf(':', localColon + 1);
  if (localColon === -1 || remoteColon === -1 || remoteColon > to) return;
  const port = Number.parseInt(text.slice(remoteColon + 1, remoteColon + 5), 16);
  if (states.get(port) === 'established') return;
  const stateAt = remoteColon + 6;
  const inodeAt = fieldBehind(text, stateAt, inodeFields);
  if (inodeAt >= to || text.charCodeAt(inodeAt) === zero) return;
  states.set(port, text.startsWith(established, stateAt) ? 'established' : 'closing');
}

/** Behind the state: queues, timer, retransmissions, user, timeout, then the inode. */
const inodeFields = 6;
const [blank, zero] = [0x20, 0x30];

/** Where the field begins that stands so many fields behind the one at `at`; several blanks part two fields. */
function fieldBehind(text: string, at: number, fields: number): number {
  let here = at;
  for (let passed = 0; passed < fields; passed++) {
    here = text.indexOf(' ', here);
    if (here === -1) return Infinity;
    while (text.charCodeAt(here) === blank) here++;
  }
  return here;
}
