/** Planted defect (Z17): a probe counts as answered when the call that sends it returns. */

import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';
import { delegatingProber } from './parts/delegating.ts';

export const probeSentIsProbePassed: Defect = {
  name: 'probe-sent-is-probe-passed',
  summary: 'awaits the sending of the probe and not its answer',
  caughtBy: 'zombies-reclaimed',
  scenario: 'conservative-cleanup-misses-zombies',
  plant: (own) => ({
    stuckState: () => inertDetector('stuck-state'),
    probe: (options) => {
      const probe = own.probe(options);
      return delegatingProber(probe, {
        emitted: (connection) => {
          const { emitter } = connection;
          emitter.acknowledge(emitter.seq, emitter.seq);
          probe.heard(connection, 'progress');
        },
      });
    },
  }),
};
