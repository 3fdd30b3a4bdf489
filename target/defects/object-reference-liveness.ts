/** Planted defect (Z6): alive is who has a socket object. */

import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';

export const objectReferenceLiveness: Defect = {
  name: 'object-reference-liveness',
  summary: 'looks whether there is a socket object, and asks nobody anything',
  caughtBy: 'zombies-reclaimed',
  scenario: 'zombies-accumulate-under-user-mix',
  plant: () => ({
    heartbeat: () => inertDetector('heartbeat'),
    probe: () => inertDetector('functional-probe'),
    stuckState: () => inertDetector('stuck-state'),
  }),
};
