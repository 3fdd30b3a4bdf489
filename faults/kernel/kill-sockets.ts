/** Ends sockets by the kernel's own hand (`ss -K`): their owners are told of an abort nobody asked for. */

import { runTool } from './run-tool.ts';

export interface SocketsOfServer {
  readonly serverPort: number;
  /** The other ends' ports. */
  readonly peerPorts: readonly number[];
  /** Whose socket is ended; the other side gets a reset. */
  readonly side: 'server' | 'peer';
}

/** All at once; sockets that are gone already are left out. Rejects with CHAOS_ERR_FAULT_INJECT. */
export async function killSockets({ serverPort, peerPorts, side }: SocketsOfServer): Promise<void> {
  if (peerPorts.length === 0) return;
  const [own, other] = side === 'server' ? ['sport', 'dport'] : ['dport', 'sport'];
  const peers = peerPorts.map((port) => `${other} = :${port}`).join(' or ');
  const filter = `${own} = :${serverPort} and ( ${peers} )`;
  await runTool('ss', ['-K', '-H', '-t', '-n', 'state', 'established', filter], {
    help: 'Install iproute2, and let the run have a network namespace of its own.',
  });
}
