/** Planted defect (C1): its own event loop stalls, and it judges its peers before it reads what they sent. */

import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';
import { afterFirst } from './parts/after-first.ts';

const stallAfterUs = 2_000_000;

export const heartbeatJudgedAfterStall: Defect = {
  name: 'heartbeat-judged-after-stall',
  summary: 'after a stall of its own loop it removes everybody for the silence it made itself',
  caughtBy: 'live-connections-kept',
  scenario: 'half-open-storm',
  plant: () => ({
    isTimeFair: false,
    furtherDetectors: ({ clock, registry, verdicts, settings }) => {
      const first = afterFirst(clock);
      let hasStalled = false;
      return [
        first.watch,
        {
          ...inertDetector('raw-heartbeat'),
          sweep: () => {
            const nowUs = clock.nowUs();
            if (hasStalled || !first.hasPassed(stallAfterUs)) return 0;
            hasStalled = true;
            const stallUs = settings.heartbeatMs * 1000 * settings.misses;
            // The stall is real work, as a large answer or a garbage collection would be.
            while (clock.nowUs() - nowUs < stallUs);
            for (const connection of registry.connections()) {
              const silentUs = clock.nowUs() - connection.lastActivityUs;
              if (silentUs >= stallUs) verdicts.condemn(connection, 'raw-heartbeat', 'silent');
            }
            return 0;
          },
        },
      ];
    },
  }),
};
