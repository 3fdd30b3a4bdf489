/** Planted defect: makes room by throwing out the living before anybody asks for it. */

import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';

export const evictsForHeadroom: Defect = {
  name: 'evicts-for-headroom',
  summary: 'above 90 % of the limit it closes the longest idle connections, dead or alive',
  caughtBy: 'live-connections-kept',
  scenario: 'enterprise-onboarding-blocked',
  plant: () => ({
    furtherDetectors: ({ slots, registry }) => [
      {
        ...inertDetector('headroom'),
        sweep: () => {
          if (slots.claimed < 0.9 * slots.limit) return 0;
          const [idle] = [...registry.connections()].toSorted(
            (one, other) => one.lastActivityUs - other.lastActivityUs,
          );
          idle?.wire.close(1013, 'making room');
          return 0;
        },
      },
    ],
  }),
};
