/** Planted defect: what was sent once is forgotten, and any sign of life passes for delivery. */

import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';
import { delegatingProber } from './parts/delegating.ts';

export const eventsDroppedSilently: Defect = {
  name: 'events-dropped-silently',
  summary: 'an event lost on the way is neither sent again nor reported',
  caughtBy: 'events-delivered',
  scenario: 'silent-event-loss',
  plant: (own) => ({
    isKept: false,
    redelivery: () => inertDetector('redelivery'),
    probe: (options) => {
      const probe = own.probe(options);
      // Otherwise the acknowledgements that stop at the gap would make a zombie of the victim.
      return delegatingProber(probe, {
        heard: (connection) => {
          probe.heard(connection, 'progress');
        },
      });
    },
  }),
};
