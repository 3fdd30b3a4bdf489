/** Planted defect (Z18): who asks nothing for a while is taken for dead. */

import { Idle } from '../detect/idle.ts';
import type { Defect } from './defect.ts';

export const idleIsDead: Defect = {
  name: 'idle-is-dead',
  summary: 'removes a user who reads or thinks for a few heartbeats without asking anything',
  caughtBy: 'live-connections-kept',
  scenario: 'half-open-storm',
  plant: () => ({
    furtherDetectors: ({ settings, verdicts, sweeper, registry: seats }) => {
      const idle = new Idle({
        limitMs: 8 * settings.heartbeatMs,
        verdicts,
        seats,
        nowUs: () => sweeper.nowUs,
      });
      return [
        {
          name: 'idle',
          opened: (connection) => {
            idle.opened(connection);
          },
          closed: (connection) => {
            idle.closed(connection);
          },
          heard: (connection, sign) => {
            if (sign === 'prompt') idle.heard(connection, sign);
          },
          sweep: (nowUs, budget) => idle.sweep(nowUs, budget),
        },
      ];
    },
  }),
};
