/** Planted defect (Z5): the health check notes the time before it looks, and so finds everybody fresh. */

import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';
import { blindable } from './parts/blinded.ts';

export const healthCheckRefreshesItself: Defect = {
  name: 'health-check-refreshes-itself',
  summary: 'the health check itself counts as activity of whom it checks',
  caughtBy: 'zombies-reclaimed',
  scenario: 'half-open-storm',
  plant: (own) => {
    const { seams, refresh } = blindable(own);
    return {
      ...seams,
      furtherDetectors: ({ registry }) => [
        {
          ...inertDetector('health-check'),
          sweep: () => {
            for (const connection of registry.connections()) refresh(connection);
            return 0;
          },
        },
      ],
    };
  },
};
