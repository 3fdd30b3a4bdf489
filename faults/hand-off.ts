/** A change of cell or from Wi-Fi to mobile: the client comes back by a new connection, the old one is left half-open. */

import { lostOtherwise } from './proof/evidence.ts';
import { defineSettings } from './settings/define-settings.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

export const handOff = tapFault({
  name: 'hand-off',
  summary: 'the client changes its network and comes back while its old connection is half-open',
  makesZombies: true,
  legend: { label: 'hand-off', colour: '#b03a2e' },
  schema: defineSettings('hand-off', { proofWithin }),
  onlyThere: 'it happens once, and they come back by the new network',
  rules: () => [{ kind: 'hand-off' }],
  witness: 'tap and kernel',
  verbs: ['handed-off'],
  reasonAgainst: (evidence) =>
    evidence.acted('handed-off') === 0 ? 'its client is still there' : lostOtherwise(evidence),
});
