/** Planted defect (D2): fan-out waits for each receiver in turn, so one that hangs holds up all others. */

import type { TargetClock } from '../clock.ts';
import type { Connection } from '../core/connection.ts';
import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';

/** What the buffers in between take before the others feel it. */
const slackUs = 300_000;

export const stalledEmitterBlocksAll: Defect = {
  name: 'stalled-emitter-blocks-all',
  summary: 'once one emitter hangs, no other connection gets any event',
  caughtBy: 'live-connections-kept',
  // What a removed connection still had to get is lost with it.
  alsoCaughtBy: ['events-delivered'],
  scenario: 'enterprise-onboarding-blocked',
  plant: (own) => {
    let clock: TargetClock | undefined;
    let blockedFromUs = Infinity;
    return {
      furtherDetectors: (bench) => {
        ({ clock } = bench);
        const emitted = ({ emitter }: Connection): void => {
          if (emitter.isStuck)
            blockedFromUs = Math.min(blockedFromUs, bench.clock.nowUs() + slackUs);
        };
        return [{ ...inertDetector('fan-out'), emitted }];
      },
      deliver: (connection, text) => {
        if (clock === undefined || clock.nowUs() < blockedFromUs) own.deliver(connection, text);
      },
    };
  },
};
