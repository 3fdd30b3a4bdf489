/** Planted defect (Z2): takes an event that was sent for one that arrived. */

import type { Defect } from './defect.ts';
import { blindable } from './parts/blinded.ts';

export const sentIsDelivered: Defect = {
  name: 'sent-is-delivered',
  summary: 'logs "successfully emitted" once the socket has taken the event, and forgets it',
  caughtBy: 'events-delivered',
  scenario: 'silent-event-loss',
  plant: (own) => {
    const { seams, refresh } = blindable(own);
    return {
      probe: seams.probe,
      deliver: (connection, text) => {
        own.deliver(connection, text);
        const { emitter } = connection;
        emitter.acknowledge(emitter.seq, emitter.seq);
        refresh(connection);
      },
    };
  },
};
