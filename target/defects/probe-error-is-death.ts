/** Planted defect (Z16): near the limit every connection is probed by a call that does not exist. */

import type { Connection } from '../core/connection.ts';
import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';

export const probeErrorIsDeath: Defect = {
  name: 'probe-error-is-death',
  summary:
    'at 90 % of the limit it probes by a call the library lacks and takes the error for death',
  caughtBy: 'live-connections-kept',
  scenario: 'conservative-cleanup-misses-zombies',
  plant: () => ({
    furtherDetectors: ({ registry, slots, verdicts, settings }) => {
      let lastUs = 0;
      return [
        {
          ...inertDetector('responsiveness'),
          sweep: (nowUs) => {
            const isNearLimit = slots.claimed >= 0.9 * slots.limit;
            if (!isNearLimit || nowUs - lastUs < 4 * settings.heartbeatMs * 1000) return 0;
            lastUs = nowUs;
            for (const connection of registry.connections()) {
              if (!isResponsive(connection))
                verdicts.condemn(connection, 'responsiveness', 'the probe failed');
            }
            return 0;
          },
        },
      ];
    },
  }),
};

function isResponsive({ wire }: Connection): boolean {
  try {
    (wire as unknown as { isResponsive: () => void }).isResponsive();
    return true;
  } catch {
    return false;
  }
}
