/** Planted defect: makes room by throwing out the living before anybody asks for it. */

import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';
import { afterFirst } from './parts/after-first.ts';

const everyUs = 1_000_000;
/** Only once the server has seen some traffic. */
const startAfterUs = 2_000_000;

export const evictsForHeadroom: Defect = {
  name: 'evicts-for-headroom',
  summary: 'above 75 % of the limit it closes the longest inactive connection, dead or alive',
  caughtBy: 'live-connections-kept',
  scenario: 'enterprise-onboarding-blocked',
  plant: () => ({
    furtherDetectors: ({ slots, registry, clock }) => {
      const first = afterFirst(clock);
      let nextUs = 0;
      return [
        first.watch,
        {
          ...inertDetector('headroom'),
          sweep: () => {
            const nowUs = clock.nowUs();
            if (nowUs < nextUs || !first.hasPassed(startAfterUs)) return 0;
            if (slots.claimed < 0.75 * slots.limit) return 0;
            nextUs = nowUs + everyUs;
            const [idle] = [...registry.connections()].toSorted(
              (one, other) => one.lastActivityUs - other.lastActivityUs,
            );
            idle?.wire.close(1013, 'making room');
            return 0;
          },
        },
      ];
    },
  }),
};
