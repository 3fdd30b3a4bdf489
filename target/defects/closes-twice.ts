/** Planted defect (P8): whoever finds a dead peer says Close, and so does whoever removes it. */

import type { Duplex } from 'node:stream';
import type { Wire } from '../core/wire.ts';
import type { Defect } from './defect.ts';

/** Close, two bytes: 1011. The library keeps anybody from saying it twice; a server with frames of its own has no such guard. */
const closeFrame = Buffer.from([0x88, 2, 0x03, 0xf3]);

export const closesTwice: Defect = {
  name: 'closes-twice',
  summary: 'sends a connection that it removes two Close frames',
  caughtBy: 'closed-once',
  scenario: 'half-open-storm',
  plant: () => ({
    removeDead: ({ wire }, free) => {
      const { raw } = wire as Wire & { readonly raw?: Duplex };
      wire.close(1011, 'no answer');
      raw?.end(closeFrame, () => {
        wire.terminate();
      });
      free();
    },
  }),
};
