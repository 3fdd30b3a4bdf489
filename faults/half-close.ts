/** The client has sent its FIN and reads on: a server that does not answer keeps the socket in CLOSE-WAIT for ever. */

import { defineSettings } from './settings/define-settings.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

export const halfClose = tapFault({
  name: 'half-close',
  summary: 'the server gets a FIN without a Close and must end its own side too',
  makesZombies: true,
  legend: { label: 'half-close', colour: '#6c3483' },
  onlyThere: 'it happens once',
  schema: defineSettings('half-close', { proofWithin }),
  rules: () => [{ kind: 'half-close' }],
  witness: 'kernel and tap',
  verbs: ['half-closed'],
  reasonAgainst: ({ acted, socket, serverSaid }) => {
    if (acted('half-closed') === 0) return 'no FIN was sent';
    if (serverSaid !== undefined) return undefined;
    return socket === 'established' ? 'the FIN has not reached the server' : undefined;
  },
});
