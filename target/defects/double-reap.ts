/** Planted defect (E5): the sweeper comes round again before the removal has finished, and removes once more. */

import type { Bench } from '../policies/policy.ts';
import type { Defect } from './defect.ts';

export const doubleReap: Defect = {
  name: 'double-reap',
  summary: 'removes a zombie twice and frees two slots for it',
  caughtBy: 'counts-agree',
  scenario: 'conservative-cleanup-misses-zombies',
  plant: (own) => {
    let bench: Bench | undefined;
    return {
      furtherDetectors: (given) => {
        bench = given;
        return [];
      },
      removeDead: (connection, free) => {
        own.removeDead(connection, free);
        if (bench === undefined) return;
        own.releaseSlot(bench.slots, { ...connection.slot, isReleased: false });
      },
    };
  },
};
