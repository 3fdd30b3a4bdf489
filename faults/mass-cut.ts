/** Many connections break at once, as when a load balancer or a zone goes: the storm that follows is the test. */

import { how } from './settings/choice-settings.ts';
import { idsOf } from './kinds/injection.ts';
import { defineSettings } from './settings/define-settings.ts';
import { proofWithin, tapFault, type Arming } from './kinds/tap-fault.ts';

export const massCut = tapFault({
  name: 'mass-cut',
  summary: 'many connections break within a moment and all their clients come back at once',
  makesZombies: false,
  legend: { label: 'mass cut', colour: '#e74c3c' },
  onlyThere: 'it happens once, and whoever comes back is let in',
  schema: defineSettings('mass-cut', {
    how,
    within: {
      kind: 'duration',
      defaultMs: 0,
      minMs: 0,
      maxMs: 4000,
      summary: 'the cuts are spread evenly over this time',
    },
    proofWithin,
  }),
  rules: ({ how }) => [{ kind: 'cut', how, direction: 'down' }],
  arm: (arming, { withinMs }) => cutInTurn(arming, withinMs),
  witness: 'kernel and tap',
  verbs: ['cut'],
  reasonAgainst: ({ acted, socket }) => {
    if (acted('cut') === 0) return 'it has not been cut';
    return socket === 'established' ? 'the server has not felt the cut' : undefined;
  },
});

async function cutInTurn(arming: Arming, withinMs: number): Promise<void> {
  const { context, injector, owner, victims, rules } = arming;
  const groups = withinMs === 0 ? [victims] : victims.map((victim) => [victim]);
  for (const [index, group] of groups.entries()) {
    if (index > 0) await context.clock.delay(withinMs / groups.length, context.signal);
    for (const rule of rules) await injector.arm(owner, idsOf(group), rule);
  }
}
