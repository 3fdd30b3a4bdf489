/** Clients and server are cut off from each other; both are well, and no end of either is heard. */

import { lostOtherwise } from './proof/evidence.ts';
import { defineSettings } from './settings/define-settings.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

export const partition = tapFault({
  name: 'partition',
  summary: 'nothing gets through either way and no end is heard until the network heals',
  makesZombies: true,
  legend: { label: 'partition', colour: '#641e16' },
  schema: defineSettings('partition', { proofWithin }),
  hitsReturning: true,
  rules: () => [{ kind: 'black-hole', direction: 'both' }],
  witness: 'tap and kernel',
  verbs: ['swallowed'],
  traffic: 'something either way of each victim within `proofWithin`',
  reasonAgainst: (evidence) =>
    evidence.acted('swallowed') === 0 ? 'nothing came that could be lost' : lostOtherwise(evidence),
});
