/** A middlebox answers pings for a client that is gone: the heartbeat is fine, and nobody is there. */

import { defineSettings } from './settings/define-settings.ts';
import { idsOf } from './kinds/injection.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

export const pongSpoof = tapFault({
  name: 'pong-spoof',
  summary: 'the client is gone, but a middlebox goes on answering the pings of the server for it',
  makesZombies: true,
  legend: { label: 'pong spoof', colour: '#a93226' },
  onlyThere: 'its clients are gone for good',
  needs: ['client-control'],
  schema: defineSettings('pong-spoof', { proofWithin }),
  rules: () => [{ kind: 'answer-pings' }],
  then: (context, victims) => context.clients.vanish(idsOf(victims)),
  witness: 'tap and kernel',
  verbs: ['answered', 'swallowed'],
  traffic: 'a ping of the server to each victim within `proofWithin`',
  reasonAgainst: ({ acted, socket }) => {
    if (socket === 'closing' || socket === 'gone') return `the server's socket is ${socket}`;
    return acted('answered') > 0 ? undefined : 'the server sent no ping that could be answered';
  },
});
