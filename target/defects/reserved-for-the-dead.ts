/** Planted defect: a reclaimed slot waits for its former owner, and priority is not asked. */

import { refuse } from '../admission/doorkeeper.ts';
import type { Defect } from './defect.ts';

export const reservedForTheDead: Defect = {
  name: 'reserved-for-the-dead',
  summary: 'keeps each reclaimed slot for the user it was taken from, even from enterprise users',
  caughtBy: 'priority-admitted',
  scenario: 'enterprise-onboarding-blocked',
  plant: (own) => {
    const reserved = new Set<string>();
    return {
      removeDead: (connection, free) => {
        reserved.add(connection.user);
        own.removeDead(connection, free);
      },
      doorkeeper: ({ slots }) => ({
        admit: ({ user }) => {
          reserved.delete(user);
          return slots.free > reserved.size
            ? { admitted: true, slot: slots.claim(user) }
            : refuse({ error: 'limit', reason: 'all slots are reserved', retryable: true });
        },
        slotFreed: () => undefined,
        close: () => undefined,
      }),
    };
  },
};
