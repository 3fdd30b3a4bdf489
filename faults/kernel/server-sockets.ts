/** The kernel's own view of a server's sockets: the second witness where a fault blinds the first. */

import { existsSync } from 'node:fs';
import type { KernelView } from '../../harness/contracts/fault.ts';
import { sharedRead } from './shared-read.ts';
import type { SocketRow } from './socket-row.ts';
import { socketRows } from './socket-rows.ts';

export type SocketState = 'established' | 'closing' | 'gone';

/**
 * The sockets of the network namespace `pid` lives in, looked at once for all who ask at about the same time.
 * Only rows of the server's own `listeningPort` count: elsewhere on the machine the same remote port may be in use.
 * Undefined where there is no `/proc` or no such process.
 */
export function kernelView(pid: number, listeningPort: number): KernelView | undefined {
  const folder = `/proc/${pid}`;
  if (!existsSync(`${folder}/net/tcp`)) return undefined;
  const ofServer = { side: 'local', port: listeningPort } as const;
  const statesOfAll = sharedRead(async (asked: readonly (readonly number[])[]) =>
    statesOf(await socketRows(folder, { ...ofServer, others: [...new Set(asked.flat())] })),
  );
  return {
    serverSockets: async (remotePorts) => {
      if (remotePorts.length === 0) return new Map();
      const states = await statesOfAll(remotePorts);
      return new Map(remotePorts.map((port) => [port, states.get(port) ?? 'gone']));
    },
  };
}

/** By remote port. A row without a descriptor is of an orphan in TIME-WAIT or FIN-WAIT: to the server that socket is gone. */
export function statesOf(rows: readonly SocketRow[]): ReadonlyMap<number, SocketState> {
  const states = new Map<number, SocketState>();
  for (const { remotePort, state, inode } of rows) {
    if (inode === 0 || state === 'listening' || states.get(remotePort) === 'established') continue;
    states.set(remotePort, state);
  }
  return states;
}
