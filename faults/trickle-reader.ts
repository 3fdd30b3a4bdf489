/** A reader so slow that it never blocks and never keeps up: only the age of the oldest unsent byte gives it away. */

import { defineSettings } from './settings.ts';
import { proofWithin, tapFault } from './tap-fault.ts';

export const trickleReader = tapFault({
  name: 'trickle-reader',
  summary: 'the client reads a few bytes a second, too few to keep up and enough to seem alive',
  makesZombies: false,
  legend: { label: 'trickle reader', colour: '#5499c7' },
  schema: defineSettings('trickle-reader', {
    bytesPerSecond: {
      kind: 'count',
      default: 100,
      min: 1,
      max: 1_000_000_000,
      summary: 'on average; a piece is read at once and followed by a rest',
    },
    proofWithin,
  }),
  rules: ({ bytesPerSecond }) => [{ kind: 'read-slowly', side: 'server', bytesPerSecond }],
  witness: 'kernel and tap',
  verbs: ['rested'],
  reasonAgainst: ({ acted, queues }) => {
    if (acted('rested') === 0) return 'nothing came that could be read slowly';
    return queues !== undefined && queues.unreadBytes > 0 ? undefined : 'the reader keeps up';
  },
});
