/** The incident's factory: at the limit it cleans up once, removes nothing, and gives up on everybody for good. */

import type { Bench } from '../policies/policy.ts';
import type { Cleanup } from '../cleanup/cleanup.ts';
import { refuse, type Doorkeeper } from './doorkeeper.ts';

export function rigidDoorkeeper({ slots }: Bench, cleanup: Cleanup): Doorkeeper {
  const isFull = (user: string): boolean => slots.free === 0 || slots.isUserFull(user);
  return {
    admit: ({ user }) => {
      if (isFull(user)) cleanup.run('limit', 'conservative');
      if (!isFull(user)) return { admitted: true, slot: slots.claim(user) };
      const count = `${String(slots.claimed)}/${String(slots.limit)}`;
      return refuse({
        error: slots.free === 0 ? 'limit' : 'user-limit',
        reason: `HARD LIMIT: still over limit after cleanup (${count})`,
        retryable: false,
      });
    },
    slotFreed: () => undefined,
    close: () => undefined,
  };
}
