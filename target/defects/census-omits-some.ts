/** Planted defect (Z15): the statistics leave somebody out. */

import type { Defect } from './defect.ts';

export const censusOmitsSome: Defect = {
  name: 'census-omits-some',
  summary: 'counts the slots of enterprise users and does not list them',
  caughtBy: 'counts-agree',
  scenario: 'conservative-cleanup-misses-zombies',
  plant: () => ({ isListed: ({ tier }) => tier !== 'enterprise' }),
};
