/** Planted defect (Z12): the reaper is started by its own work function, which nobody calls. */

import type { Defect } from './defect.ts';

export const reaperNeverStarts: Defect = {
  name: 'reaper-never-starts',
  summary: 'has every detector and never runs one',
  caughtBy: 'zombies-reclaimed',
  scenario: 'half-open-storm',
  plant: () => ({ isSweeping: false }),
};
