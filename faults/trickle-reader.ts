/** A reader so slow that it never blocks and never keeps up: only the age of the oldest unsent byte gives it away. */

import type { TapRule } from '../harness/contracts/tap-rules.ts';
import { defineSettings } from './settings/define-settings.ts';
import { encodeFrame } from './tap/encode-frame.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

const ping = encodeFrame({ opcode: 9, payload: 'chaos', masked: true }).toString('hex');
/** The client has not asked for these pongs, and does not get them. */
const provocation: readonly TapRule[] = [
  { kind: 'swallow', direction: 'down', frames: ['pong'] },
  { kind: 'insert', direction: 'up', hex: ping, times: 1_000_000, everyMs: 50 },
];

/** Something waits for every reader now and then; one who keeps up has read it two or three looks later, whatever held him up. */
const looksWanted = 4;

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
    provoke: {
      kind: 'choice',
      options: ['nothing', 'pings'],
      default: 'nothing',
      summary:
        'what gives it something to read where the server may say nothing: pings in its name, whose pongs pile up',
    },
    behind: {
      kind: 'duration',
      defaultMs: 100,
      minMs: 10,
      maxMs: 60_000,
      summary: 'how long bytes must have lain unread at a stretch before it counts as proven',
    },
    proofWithin,
  }),
  hitsReturning: true,
  rules: ({ bytesPerSecond, provoke }) => [
    { kind: 'read-slowly', side: 'server', bytesPerSecond },
    ...(provoke === 'pings' ? provocation : []),
  ],
  witness: 'kernel and tap',
  verbs: ['rested'],
  // a server may rightly end one while another has hardly begun to fall behind
  lastingMs: ({ behindMs }) => behindMs,
  asksQueues: true,
  traffic: 'messages of the server to each victim within `proofWithin`, or `provoke: pings`',
  reasonAgainst: ({ acted, looksBehind, socket }) => {
    if (socket === 'closing' || socket === 'gone') return `the server's socket is ${socket}`;
    if (acted('rested') === 0) return 'nothing came that could be read slowly';
    return looksBehind < looksWanted ? 'the reader keeps up' : undefined;
  },
});
