/** Planted defect (Z14): the key of a manager contains the time of its making, so nothing is ever found again. */

import type { Defect } from './defect.ts';

export const keyPerConnect: Defect = {
  name: 'key-per-connect',
  summary: 'looks for the slot to release under a new key, and releases none',
  caughtBy: 'counts-agree',
  scenario: 'half-open-storm',
  plant: () => ({ releaseSlot: () => false }),
};
