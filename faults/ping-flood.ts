/** A client that pings without end: every pong costs the server a write. */

import { defineSettings } from './settings/define-settings.ts';
import { encodeFrame } from './tap/encode-frame.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

const ping = encodeFrame({ opcode: 9, payload: 'flood', masked: true }).toString('hex');

export const pingFlood = tapFault({
  name: 'ping-flood',
  summary: 'the server is pinged without end and has to answer or to end the connection',
  makesZombies: false,
  legend: { label: 'ping flood', colour: '#d4ac0d' },
  schema: defineSettings('ping-flood', {
    times: {
      kind: 'count',
      default: 1000,
      min: 1,
      max: 10_000_000,
      summary: 'so many pings on each connection',
    },
    every: {
      kind: 'duration',
      defaultMs: 1,
      minMs: 1,
      maxMs: 60_000,
      summary: 'one ping each',
    },
    proofWithin,
  }),
  hitsReturning: true,
  rules: ({ times, everyMs }) => [
    { kind: 'swallow', direction: 'down', frames: ['pong'] },
    { kind: 'insert', direction: 'up', hex: ping, times, everyMs },
  ],
  witness: 'tap',
  verbs: ['inserted', 'swallowed-pong'],
  reasonAgainst: ({ acted, serverSaid }) => {
    if (acted('inserted') === 0) return 'no ping was sent';
    return acted('swallowed-pong') > 0 || serverSaid !== undefined
      ? undefined
      : 'the server has answered none';
  },
});
