/** Planted defect (Z3): what the server sends counts as a sign of life of the peer. */

import type { Defect } from './defect.ts';
import { blindable } from './parts/blinded.ts';

export const livenessByOwnSends: Defect = {
  name: 'liveness-by-own-sends',
  summary: 'each send refreshes the activity of the peer, failed or not: half-open sockets live on',
  caughtBy: 'zombies-reclaimed',
  scenario: 'half-open-storm',
  plant: (own) => {
    const { seams, refresh } = blindable(own);
    return {
      ...seams,
      deliver: (connection, text) => {
        refresh(connection);
        own.deliver(connection, text);
      },
    };
  },
};
