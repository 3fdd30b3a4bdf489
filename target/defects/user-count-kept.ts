/** Planted defect (E1): a slot is given back to the server and not to its user, whose own limit fills with the gone. */

import type { Defect } from './defect.ts';

export const userCountKept: Defect = {
  name: 'user-count-kept',
  summary: 'what a user has lost still counts against the limit of the user',
  caughtBy: 'users-readmitted',
  // It lasts beyond the fault.
  alsoCaughtBy: ['service-recovered'],
  scenario: 'reconnect-storm',
  plant: (own) => ({
    releaseSlot: (slots, slot) => {
      const isFirst = own.releaseSlot(slots, slot);
      if (!isFirst) return false;
      slots.claim(slot.user);
      return own.releaseSlot(slots, { ...slot, user: '', isReleased: false });
    },
  }),
};
