/** Planted defect: what was sent once is forgotten, and any sign of life passes for delivery. */

import { inertDetector, type Prober } from '../detect/detector.ts';
import type { Defect } from './defect.ts';

export const eventsDroppedSilently: Defect = {
  name: 'events-dropped-silently',
  summary: 'a lost event is neither sent again nor reported',
  caughtBy: 'events-delivered',
  scenario: 'silent-event-loss',
  plant: (own) => ({
    isKept: false,
    redelivery: () => inertDetector('redelivery'),
    probe: (options) => takingAnySign(own.probe(options)),
  }),
};

/** Without it the acknowledgements that stop at the gap would make a zombie of the victim. */
function takingAnySign(probe: Prober): Prober {
  return {
    name: probe.name,
    opened: (connection) => {
      probe.opened(connection);
    },
    closed: (connection) => {
      probe.closed(connection);
    },
    heard: (connection) => {
      probe.heard(connection, 'progress');
    },
    sweep: (nowUs, budget) => probe.sweep(nowUs, budget),
    get hurrying() {
      return probe.hurrying;
    },
    hurry: (connections) => {
      probe.hurry(connections);
    },
  };
}
