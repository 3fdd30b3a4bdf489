/** The connection breaks off at a chosen moment: now, in the middle of a frame, or behind a message. */

import { direction } from './choice-settings.ts';
import { defineSettings } from './settings.ts';
import { proofWithin, tapFault } from './tap-fault.ts';

export const connectionReset = tapFault({
  name: 'connection-reset',
  summary: 'both ends get a reset, at once or behind the chosen byte or message',
  makesZombies: false,
  legend: { label: 'reset', colour: '#cb4335' },
  schema: defineSettings('connection-reset', {
    at: {
      kind: 'choice',
      options: ['now', 'byte', 'message'],
      default: 'now',
      summary: 'what is counted from the injection on',
    },
    after: {
      kind: 'count',
      default: 1,
      min: 1,
      max: 1_000_000_000,
      summary: 'so many bytes or messages still pass',
    },
    direction,
    proofWithin,
  }),
  rules: ({ at, after, direction }) => [
    {
      kind: 'cut',
      how: 'rst',
      direction,
      ...(at === 'byte' ? { afterBytes: after } : {}),
      ...(at === 'message' ? { afterMessages: after } : {}),
    },
  ],
  witness: 'kernel and tap',
  verbs: ['cut'],
  reasonAgainst: ({ acted, socket }) => {
    if (acted('cut') === 0) return 'the moment has not come';
    return socket === 'established' ? 'the server has not felt the reset' : undefined;
  },
});
