/** Planted defect (Z13): ages by a wall clock, which a time server sets forward by an hour. */

import type { Connection } from '../core/connection.ts';
import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';

const stepAfterUs = 2_500_000;
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
      const startUs = clock.nowUs();
      const wallUs = (): number => {
        const nowUs = clock.nowUs();
        return nowUs - startUs > stepAfterUs ? nowUs + stepUs : nowUs;
      };
      const note = (connection: Connection): void => {
        heardUs.set(connection, wallUs());
      };
      return [
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
