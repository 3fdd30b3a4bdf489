/** Half-open by the tap alone, where there is no Toxiproxy: it keeps the end of the client to itself. */

import { idsOf } from '../kinds/injection.ts';
import { injectorOf } from '../kinds/tap-fault.ts';
import type { Mechanism } from './mechanism.ts';

export const byTap: Mechanism = async (context, planned, victims) => {
  const injector = injectorOf(context, planned.inject);
  const owner = `${planned.id}-half-open`;
  await injector.arm(owner, idsOf(victims), { kind: 'black-hole', direction: 'both' });
  return {
    complaint: () => Promise.resolve(undefined),
    facts: () => Promise.resolve({}),
    lift: async () => {
      await injector.disarm(owner);
      return 'took the rule off the tap';
    },
  };
};
