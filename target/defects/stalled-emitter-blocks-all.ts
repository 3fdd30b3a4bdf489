/** Planted defect (D2): fan-out waits for each receiver in turn, so one that hangs holds up all others. */

import type { Connection } from '../core/connection.ts';
import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';

export const stalledEmitterBlocksAll: Defect = {
  name: 'stalled-emitter-blocks-all',
  summary: 'once one emitter hangs, no other connection gets any event',
  caughtBy: 'live-connections-kept',
  scenario: 'enterprise-onboarding-blocked',
  plant: (own) => {
    let isBlocked = false;
    return {
      furtherDetectors: () => [
        {
          ...inertDetector('fan-out'),
          emitted: ({ emitter }: Connection) => {
            if (emitter.isStuck) isBlocked = true;
          },
        },
      ],
      deliver: (connection, text) => {
        if (!isBlocked) own.deliver(connection, text);
      },
    };
  },
};
