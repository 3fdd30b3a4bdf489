/** Planted defect (Z7): each removal fails, each failure is swallowed, the cleanup reports success. */

import type { Defect } from './defect.ts';

export const cleanupSwallowsErrors: Defect = {
  name: 'cleanup-swallows-errors',
  summary: 'reports zombies as removed whose removal failed',
  caughtBy: 'zombies-reclaimed',
  scenario: 'zombies-accumulate-under-user-mix',
  plant: () => ({ removeDead: () => undefined }),
};
