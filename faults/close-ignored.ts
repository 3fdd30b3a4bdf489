/** The server says Close and never gets an answer: does it let go by itself, and when? */

import { defineSettings } from './settings/define-settings.ts';
import { encodeFrame } from './tap/encode-frame.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

/** An opcode nobody has defined, so that the server has to fail the connection. */
const protocolError = encodeFrame({ opcode: 3, payload: 'chaos', masked: true }).toString('hex');

export const closeIgnored = tapFault({
  name: 'close-ignored',
  summary: 'the Close of the server is never answered and the client neither ends nor resets',
  makesZombies: true,
  ignoresClose: true,
  legend: { label: 'close ignored', colour: '#922b21' },
  schema: defineSettings('close-ignored', {
    provoke: {
      kind: 'choice',
      options: ['protocol-error', 'nothing'],
      default: 'protocol-error',
      summary: 'what makes the server say Close: an illegal frame from us, or its own reasons',
    },
    proofWithin,
  }),
  hitsReturning: true,
  rules: ({ provoke }) => [
    { kind: 'ignore-close' },
    ...(provoke === 'nothing'
      ? []
      : [{ kind: 'insert', direction: 'up', hex: protocolError, times: 1 } as const]),
  ],
  witness: 'tap',
  verbs: ['swallowed-close', 'inserted'],
  traffic: 'with `provoke: nothing`, a Close of the server within `proofWithin`',
  reasonAgainst: ({ acted, serverSaid }) => {
    if (serverSaid === 'close' && acted('swallowed-close') > 0) return undefined;
    return serverSaid === 'end' ? 'the server ended without a Close' : 'the server said no Close';
  },
});
