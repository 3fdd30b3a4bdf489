/** Drops the packets of chosen connections by nftables, in a table of its own that one command takes away. */

import { runTool } from './run-tool.ts';

export interface DroppedConnections {
  readonly serverPort: number;
  /** The other ends' ports. */
  readonly peerPorts: readonly number[];
}

export interface PacketDrop {
  lostPackets(): Promise<number>;
  /** Idempotent. */
  lift(): Promise<void>;
}

/**
 * In force for all of them at once when it resolves. Both directions are dropped where they arrive: at a sender's
 * own OUTPUT a drop would look to its TCP like a full queue, not like loss. Rejects with CHAOS_ERR_FAULT_INJECT.
 */
export async function dropPackets(
  table: string,
  { serverPort, peerPorts }: DroppedConnections,
): Promise<PacketDrop> {
  await nft(
    ['-f', '-'],
    `table inet ${table} {
  set peers {
    type inet_service
    elements = { ${peerPorts.join(', ')} }
  }
  counter lost {
  }
  chain arriving {
    type filter hook input priority 0; policy accept;
    tcp dport ${serverPort} tcp sport @peers counter name lost drop
    tcp sport ${serverPort} tcp dport @peers counter name lost drop
  }
}
`,
  );
  let isLifted = false;
  return {
    lostPackets: async () => packetsOf(await nft(['-j', 'list', 'counter', 'inet', table, 'lost'])),
    lift: async () => {
      if (isLifted) return;
      isLifted = true;
      await nft(['delete', 'table', 'inet', table]);
    },
  };
}

function packetsOf(json: string): number {
  const { nftables } = JSON.parse(json) as {
    readonly nftables: readonly { readonly counter?: { readonly packets: number } }[];
  };
  return nftables.find(({ counter }) => counter !== undefined)?.counter?.packets ?? 0;
}

function nft(args: readonly string[], input = ''): Promise<string> {
  const help = 'Install nftables, and let the run have a network namespace of its own.';
  return runTool('nft', args, { input, help });
}
