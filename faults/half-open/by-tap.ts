/** Half-open at the tap: both directions end there. Needs no Toxiproxy; the server is acknowledged by the tap's kernel. */

import { idsOf } from '../injection.ts';
import { injectorOf } from '../tap-fault.ts';
import type { Mechanism } from './mechanism.ts';

export const byTap: Mechanism = {
  needs: ['tap'],
  toxics: [],
  tapIsDeceived: false,
  hold: async (victims, { planned, context }) => {
    const injector = injectorOf(context, planned.inject);
    const disarm = (): Promise<void> => injector.disarm(planned.id);
    await injector.arm(planned.id, idsOf(victims), { kind: 'black-hole', direction: 'both' });
    return {
      look: () => Promise.resolve({ facts: {}, reasonAgainst: () => undefined }),
      cancel: disarm,
      release: async () => {
        await disarm();
        return 'took the rule off the tap';
      },
    };
  },
};
