/** Planted defect (Z13): ages by a wall clock, which a time server sets forward by an hour. */

import type { Connection } from '../core/connection.ts';
import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';
import { afterFirst } from './parts/after-first.ts';

const stepAfterUs = 2_000_000;
const stepUs = 3_600_000_000;
const oldestUs = 60_000_000;

export const wallClockAges: Defect = {
  name: 'wall-clock-ages',
  summary:
    'measures silence by the wall clock: a step of an hour makes everybody silent for an hour',
  caughtBy: 'live-connections-kept',
  scenario: 'half-open-storm',
  plant: () => ({
    furtherDetectors: ({ clock, verdicts, registry }) => {
      const heardUs = new WeakMap<Connection, number>();
      const first = afterFirst(clock);
      const wallUs = (): number => clock.nowUs() + (first.hasPassed(stepAfterUs) ? stepUs : 0);
      const note = (connection: Connection): void => {
        heardUs.set(connection, wallUs());
      };
      return [
        first.watch,
        {
          ...inertDetector('wall-clock'),
          opened: note,
          heard: note,
          sweep: () => {
            const limitUs = wallUs() - oldestUs;
            for (const connection of registry.connections()) {
              const lastUs = heardUs.get(connection) ?? Infinity;
              if (lastUs < limitUs) verdicts.condemn(connection, 'wall-clock', 'silent for long');
            }
            return 0;
          },
        },
      ];
    },
  }),
};
