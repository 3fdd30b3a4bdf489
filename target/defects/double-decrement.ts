/** Planted defect (E4): the error handler and the close handler both count down. */

import type { Defect } from './defect.ts';

export const doubleDecrement: Defect = {
  name: 'double-decrement',
  summary: 'every second connection that goes is counted down twice',
  caughtBy: 'counts-agree',
  scenario: 'half-open-storm',
  plant: (own) => {
    let releases = 0;
    return {
      releaseSlot: (slots, slot) => {
        const isFirst = own.releaseSlot(slots, slot);
        if (isFirst && ++releases % 2 === 0) own.releaseSlot(slots, { ...slot, isReleased: false });
        return isFirst;
      },
    };
  },
};
