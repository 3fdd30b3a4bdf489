/** Clients that stand still, and what the kernel says of them. */

import { ChaosError } from '../../harness/contracts/errors.ts';
import type { FaultContext, LiveConnection } from '../../harness/contracts/fault.ts';
import type { PlannedFault } from '../../harness/contracts/plan.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { idsOf } from '../kinds/injection.ts';
import { unreadBytesOf } from '../kernel/process-sockets.ts';
import { processState } from '../kernel/process-state.ts';
import { becomes } from '../kernel/server-processes.ts';
import { clientProcessOf, type ClientMechanism } from './mechanism.ts';

export interface Stillness {
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Once they should stand still and have been pinged: what the kernel says against it. */
  witnessed(): Promise<{
    readonly complaint?: string;
    readonly facts: Readonly<Record<string, unknown>>;
  }>;
}

export function stillnessBy(
  by: ClientMechanism,
  context: FaultContext,
  of: { readonly planned: PlannedFault; readonly victims: readonly LiveConnection[] },
): Stillness {
  return by === 'process' ? byProcess(context, of) : byEngine(context, of.victims);
}

/** What stands between tap and clients may be late with what they do not read. */
const unreadWithinMs = 1000;

/** A stopped process reads nothing; what its kernel takes in its stead waits at its sockets. */
function byProcess(
  context: FaultContext,
  { planned, victims }: Parameters<typeof stillnessBy>[2],
): Stillness {
  const clients = clientProcessOf(context, planned);
  return {
    freeze: async () => {
      clients.freeze();
      await becomes(context, [clients], 'stopped');
    },
    thaw: async () => {
      if (processState(clients.pid) === 'gone') return;
      clients.thaw();
      if (!(await becomes(context, [clients], 'running')))
        throw new Error(`process ${clients.pid} of the clients does not go on`);
    },
    witnessed: async () => {
      const state = processState(clients.pid);
      let unread: readonly number[] | undefined;
      let behind: readonly number[] = [];
      const bound = { withinMs: unreadWithinMs, everyMs: 20, signal: context.signal };
      await lookUntil(context.clock, bound, async () => {
        unread = await unreadBytesOf(clients.pid);
        behind = unread?.filter((bytes) => bytes > 0) ?? [];
        return unread === undefined || behind.length >= victims.length ? true : undefined;
      });
      const facts = {
        pid: clients.pid,
        processState: state,
        socketsWithUnread: unread === undefined ? 'not visible' : behind.length,
        unreadBytes: behind.reduce((sum, bytes) => sum + bytes, 0),
      };
      if (state !== 'stopped' && state !== 'unknown')
        return { complaint: `the process of the clients is ${state}`, facts };
      return unread !== undefined && behind.length < victims.length
        ? { complaint: `only ${behind.length} of its sockets hold what is not read`, facts }
        : { facts };
    },
  };
}

function byEngine({ clients }: FaultContext, victims: readonly LiveConnection[]): Stillness {
  if (clients.freeze === undefined || clients.thaw === undefined) {
    throw new ChaosError('CHAOS_ERR_FAULT_INJECT', 'this load cannot freeze its clients', {
      help: 'Run it with --engine embedded.',
    });
  }
  const ids = idsOf(victims);
  return {
    freeze: async () => clients.freeze?.(ids),
    thaw: async () => clients.thaw?.(ids),
    witnessed: () => Promise.resolve({ facts: {} }),
  };
}
