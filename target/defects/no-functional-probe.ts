/** Planted defect: trusts pings alone. */

import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';

export const noFunctionalProbe: Defect = {
  name: 'no-functional-probe',
  summary: 'pings only: a stalled emitter answers them, so its zombie stays',
  caughtBy: 'zombies-reclaimed',
  scenario: 'conservative-cleanup-misses-zombies',
  plant: () => ({
    probe: () => inertDetector('functional-probe'),
    stuckState: () => inertDetector('stuck-state'),
  }),
};
