/** One direction is dead and the other is not: a link that lost its way back. */

import { lostOtherwise } from './proof/evidence.ts';
import { defineSettings } from './settings/define-settings.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

export const oneWayCut = tapFault({
  name: 'one-way-cut',
  summary: 'nothing arrives in one direction any more while the other one goes on',
  makesZombies: true,
  legend: { label: 'one-way cut', colour: '#b03a2e' },
  schema: defineSettings('one-way-cut', {
    direction: {
      kind: 'choice',
      options: ['up', 'down'],
      default: 'up',
      summary: '`up` silences the client, `down` the server',
    },
    proofWithin,
  }),
  hitsReturning: true,
  rules: ({ direction }) => [{ kind: 'black-hole', direction }],
  witness: 'tap and kernel',
  verbs: ['swallowed'],
  traffic: 'something of each victim in `direction` within `proofWithin`',
  reasonAgainst: (evidence) =>
    evidence.acted('swallowed') === 0 ? 'nothing came that could be lost' : lostOtherwise(evidence),
});
