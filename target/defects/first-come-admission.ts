/** Planted defect (Z11): no priority, no reclaim at the door. */

import { refuse } from '../admission/doorkeeper.ts';
import type { Defect } from './defect.ts';

export const firstComeAdmission: Defect = {
  name: 'first-come-admission',
  summary: 'at the limit everybody is refused alike, zombies or not, and nothing is probed',
  caughtBy: 'priority-admitted',
  scenario: 'enterprise-onboarding-blocked',
  plant: () => ({
    doorkeeper: ({ slots }) => ({
      admit: ({ user }) =>
        slots.free > 0
          ? { admitted: true, slot: slots.claim(user) }
          : refuse({ error: 'limit', reason: 'the server is full', retryable: true }),
      slotFreed: () => undefined,
      close: () => undefined,
    }),
  }),
};
