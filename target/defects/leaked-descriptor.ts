/** Planted defect (Z8): takes a zombie out of the books and leaves its socket open. */

import type { Defect } from './defect.ts';

export const leakedDescriptor: Defect = {
  name: 'leaked-descriptor',
  summary: 'frees the slot of a zombie and never closes its socket',
  caughtBy: 'counts-agree',
  scenario: 'conservative-cleanup-misses-zombies',
  plant: () => ({
    removeDead: (_connection, free) => {
      free();
    },
  }),
};
