/** Planted defect: finds every zombie, too late. */

import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';

const timesSlower = 8;

export const lateCleanup: Defect = {
  name: 'late-cleanup',
  summary: 'needs eight times as many misses before it believes them',
  caughtBy: 'zombies-reclaimed',
  scenario: 'half-open-storm',
  plant: (own) => ({
    heartbeat: (options) => own.heartbeat({ ...options, misses: options.misses * timesSlower }),
    probe: (options) => own.probe({ ...options, misses: options.misses * timesSlower }),
    stuckState: () => inertDetector('stuck-state'),
  }),
};
