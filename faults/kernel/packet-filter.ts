/** Drops the packets of chosen connections in the run's own network namespace, by one atomic `nft` command. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ChaosError } from '../../harness/contracts/errors.ts';

const run = promisify(execFile);
const table = 'ws_chaos';

/** A table per fault, so that several can be stacked and undone apart. */
export interface PacketFilter {
  /** Both directions of these ports' connections are dropped from now on. */
  drop(ports: readonly number[]): Promise<void>;
  /** Packets dropped so far, by port. */
  dropped(): Promise<ReadonlyMap<number, number>>;
  /** Takes the whole table away. Idempotent. */
  remove(): Promise<void>;
}

/**
 * Makes the table of the fault `id`. Only ever in a namespace of the run's own: ports of connections are matched
 * without addresses. At INPUT on both sides: a drop at a sender's own OUTPUT looks to its TCP like congestion at
 * home, not like loss on the way.
 */
export async function openPacketFilter(id: string): Promise<PacketFilter> {
  const name = `${table}_${id}`;
  const set = 'type inet_service; counter;';
  await nft(`add table inet ${name}
    add set inet ${name} from { ${set} }
    add set inet ${name} to { ${set} }
    add chain inet ${name} arriving { type filter hook input priority 0; }
    add rule inet ${name} arriving tcp sport @from drop
    add rule inet ${name} arriving tcp dport @to drop`);
  let isGone = false;
  return {
    drop: async (ports) => {
      const elements = ports.join(', ');
      await nft(`add element inet ${name} from { ${elements} }
        add element inet ${name} to { ${elements} }`);
    },
    dropped: async () => countsOf(await list(name)),
    remove: async () => {
      if (isGone) return;
      await nft(`delete table inet ${name}`);
      isGone = true;
    },
  };
}

async function nft(script: string): Promise<void> {
  const child = run('nft', ['-f', '-'], { timeout: 5000 });
  child.child.stdin?.end(`${script}\n`);
  try {
    await child;
  } catch (cause) {
    const words = (cause as { stderr?: string }).stderr?.trim() ?? String(cause);
    throw new ChaosError('CHAOS_ERR_FAULT_INJECT', `nft refused: ${words}`, {
      cause,
      help: 'Run `ws-chaos doctor`: it says whether this machine has nft and network namespaces.',
    });
  }
}

interface Listing {
  readonly nftables: readonly {
    readonly set?: { readonly elem?: readonly Element[] };
  }[];
}
interface Element {
  readonly elem: { readonly val: number; readonly counter: { readonly packets: number } };
}

async function list(name: string): Promise<Listing> {
  const { stdout } = await run('nft', ['-j', 'list', 'table', 'inet', name], {
    timeout: 5000,
    maxBuffer: 64e6,
  });
  return JSON.parse(stdout) as Listing;
}

function countsOf({ nftables }: Listing): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { elem } of nftables.flatMap(({ set }) => set?.elem ?? [])) {
    counts.set(elem.val, (counts.get(elem.val) ?? 0) + elem.counter.packets);
  }
  return counts;
}
