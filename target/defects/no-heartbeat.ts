/** Planted defect: no pings, and a probe passes as soon as the kernel has taken it. */

import { inertDetector, type Prober } from '../detect/detector.ts';
import type { Defect } from './defect.ts';

export const noHeartbeat: Defect = {
  name: 'no-heartbeat',
  summary: 'never pings, and takes a probe that reached the socket for one that arrived',
  caughtBy: 'zombies-reclaimed',
  scenario: 'half-open-storm',
  plant: (own) => {
    let probe: Prober | undefined;
    return {
      heartbeat: () => inertDetector('heartbeat'),
      probe: (options) => (probe = own.probe(options)),
      deliver: (connection, text) => {
        own.deliver(connection, text);
        const { emitter } = connection;
        emitter.acknowledge(emitter.seq, emitter.seq);
        probe?.heard(connection, 'progress');
      },
    };
  },
};
