/** Planted defect (Z4): asking for the statistics refreshes the activity of everybody in them. */

import type { Defect } from './defect.ts';
import { blindable } from './parts/blinded.ts';

export const scrapeKeepsAlive: Defect = {
  name: 'scrape-keeps-alive',
  summary: 'a poll of the census counts as activity of each connection in it',
  caughtBy: 'zombies-reclaimed',
  scenario: 'half-open-storm',
  plant: (own) => {
    const { seams, refresh } = blindable(own);
    return { ...seams, observed: refresh };
  },
};
