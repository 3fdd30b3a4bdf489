/** Planted defect (Z3): what the server sends counts as activity of the peer, and it sends all the time. */

import type { Connection } from '../core/connection.ts';
import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';

export const livenessByOwnSends: Defect = {
  name: 'liveness-by-own-sends',
  summary: 'each send refreshes the activity of the peer, failed or not: half-open sockets live on',
  caughtBy: 'zombies-reclaimed',
  scenario: 'half-open-storm',
  plant: () => ({
    heartbeat: () => inertDetector('heartbeat'),
    probe: () => inertDetector('functional-probe'),
    furtherDetectors: ({ registry, clock, settings, verdicts }) => {
      const intervalUs = settings.probeMs * 1000;
      const isQuiet = ({ lastActivityUs }: Connection, intervals: number): boolean =>
        clock.nowUs() - lastActivityUs > intervals * intervalUs;
      return [
        {
          ...inertDetector('activity'),
          sweep: () => {
            for (const connection of registry.connections()) {
              if (isQuiet(connection, 3)) verdicts.condemn(connection, 'activity', 'inactive');
              else if (isQuiet(connection, 1))
                connection.emitter.emit({ type: 'probe', nonce: 'k' });
            }
            return 0;
          },
        },
      ];
    },
  }),
};
