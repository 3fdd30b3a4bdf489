/** The server's process dies in the middle of everything: out of memory, a crash, a node that goes. */

import { defineSettings } from './settings/define-settings.ts';
import { proofWithin } from './kinds/tap-fault.ts';
import { targetEnd } from './kinds/target-end.ts';

export const targetKill = targetEnd({
  name: 'target-kill',
  summary: 'the process of the server is killed, all its sockets end at once and the run ends too',
  legend: { label: 'server killed', colour: '#17202a' },
  signal: 'SIGKILL',
  schema: defineSettings('target-kill', { proofWithin }),
  witness: 'tap and kernel',
  reasonAgainst: ({ serverSaid, socket }) => {
    if (socket === 'established') return 'the server still holds its socket';
    return serverSaid === undefined ? 'the tap has seen no end from the server' : undefined;
  },
});
