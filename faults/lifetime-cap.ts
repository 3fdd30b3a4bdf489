/** A gateway lets no connection live longer than so long, whatever it is doing. */

import { how } from './settings/choice-settings.ts';
import { defineSettings } from './settings/define-settings.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

export const lifetimeCap = tapFault({
  name: 'lifetime-cap',
  summary: 'connections are cut when they reach an age, in the middle of whatever they are doing',
  makesZombies: false,
  hitsReturning: true,
  legend: { label: 'lifetime cap', colour: '#9a7d0a' },
  schema: defineSettings('lifetime-cap', {
    age: {
      kind: 'duration',
      defaultMs: 1000,
      minMs: 1,
      maxMs: 86_400_000,
      summary: 'counted from the upgrade; what is older at the injection is cut at once',
    },
    how,
    proofWithin,
  }),
  rules: ({ ageMs, how }) => [{ kind: 'cut-old', ageMs, how }],
  waitMs: ({ ageMs }) => ageMs,
  witness: 'kernel and tap',
  verbs: ['cut'],
  reasonAgainst: ({ acted, socket }) => {
    if (acted('cut') === 0) return 'it has not reached the age';
    return socket === 'established' ? 'the server has not felt the cut' : undefined;
  },
});
