/** Kernel-true half-open: packets vanish between tap and server, so what the server sends stays unacknowledged. */

import { openPacketFilter } from '../kernel/packet-filter.ts';
import type { Mechanism } from './mechanism.ts';

export const byKernel: Mechanism = {
  needs: ['namespace'],
  toxics: [],
  tapIsDeceived: false,
  hold: async (victims, { planned }) => {
    const filter = await openPacketFilter(planned.id);
    await filter.drop(victims.map(({ serverPort }) => serverPort));
    return {
      look: async () => {
        const dropped = await filter.dropped();
        const packets = [...dropped.values()].reduce((sum, count) => sum + count, 0);
        return {
          facts: { packetsDropped: packets },
          // the client's FIN, at the least
          reasonAgainst: ({ serverPort }) =>
            (dropped.get(serverPort) ?? 0) > 0 ? undefined : 'no packet of it has been dropped',
        };
      },
      cancel: () => filter.remove(),
      release: async () => {
        await filter.remove();
        return 'removed the table from the packet filter';
      },
    };
  },
};
