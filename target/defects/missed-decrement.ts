/** Planted defect (Z10): a counter beside the set that is not always counted down. */

import type { Defect } from './defect.ts';

export const missedDecrement: Defect = {
  name: 'missed-decrement',
  summary: 'every second connection that goes keeps its slot in the count',
  caughtBy: 'counts-agree',
  scenario: 'half-open-storm',
  plant: (own) => {
    let releases = 0;
    return {
      releaseSlot: (slots, slot) => ++releases % 2 === 0 || own.releaseSlot(slots, slot),
    };
  },
};
