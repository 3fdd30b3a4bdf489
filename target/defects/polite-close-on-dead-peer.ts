/** Planted defect: asks a dead peer to confirm its death. */

import type { Defect } from './defect.ts';

export const politeCloseOnDeadPeer: Defect = {
  name: 'polite-close-on-dead-peer',
  summary: 'starts a Close handshake with a dead peer and holds the slot until it is answered',
  caughtBy: 'zombies-reclaimed',
  scenario: 'half-open-storm',
  plant: () => ({
    removeDead: ({ wire }) => {
      wire.close(1001, 'no answer');
    },
  }),
};
