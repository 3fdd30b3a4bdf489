/** Pongs of a living client get lost on the way; everything else of it arrives. */

import { defineSettings } from './settings/define-settings.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

export const pongLoss = tapFault({
  name: 'pong-loss',
  summary: 'the pongs of a client that is alive get lost while its messages arrive',
  makesZombies: false,
  hitsReturning: true,
  legend: { label: 'pong loss', colour: '#b9770e' },
  schema: defineSettings('pong-loss', { proofWithin }),
  rules: () => [{ kind: 'swallow', direction: 'up', frames: ['pong'] }],
  witness: 'tap',
  verbs: ['swallowed-pong'],
  traffic: 'a ping of the server to each victim within `proofWithin`',
  reasonAgainst: ({ acted, before, now }) => {
    if (now.pingsDown === before.pingsDown) return 'the server sent no ping';
    return acted('swallowed-pong') > 0 ? undefined : 'no pong came that could be lost';
  },
});
