/** A client breaks the protocol; it must cost the server that connection and nothing more. */

import { defineSettings } from './settings/define-settings.ts';
import { closePayload, encodeFrame } from './tap/encode-frame.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

const badUtf8 = Buffer.from([0xc3, 0x28]);
const text = 1;
const ping = 9;
const close = 8;

const family = {
  'reserved-bits': encodeFrame({ opcode: text, first: 0xf1, payload: 'x', masked: true }),
  'reserved-opcode': encodeFrame({ opcode: 3, payload: 'x', masked: true }),
  unmasked: encodeFrame({ opcode: text, payload: 'x', masked: false }),
  'bad-utf8': encodeFrame({ opcode: text, payload: badUtf8, masked: true }),
  'long-ping': encodeFrame({ opcode: ping, payload: 'x'.repeat(126), masked: true }),
  'fragmented-ping': encodeFrame({ opcode: ping, unfinished: true, masked: true }),
  'continuation-of-nothing': encodeFrame({ opcode: 0, payload: 'x', masked: true }),
  'bad-close-code': encodeFrame({ opcode: close, payload: closePayload(999), masked: true }),
  'half-a-close-code': encodeFrame({ opcode: close, payload: 'x', masked: true }),
  'huge-length': encodeFrame({ opcode: text, claimBytes: 2 ** 52, masked: true }),
  'compressed-unasked': encodeFrame({ opcode: text, first: 0xc1, payload: 'x', masked: true }),
  'message-within-a-message': Buffer.concat([
    encodeFrame({ opcode: text, payload: 'x', unfinished: true, masked: true }),
    encodeFrame({ opcode: text, payload: 'y', masked: true }),
  ]),
  'bad-utf8-reason': encodeFrame({
    opcode: close,
    payload: Buffer.concat([closePayload(1000), badUtf8]),
    masked: true,
  }),
  'half-a-frame': encodeFrame({
    opcode: text,
    payload: 'x'.repeat(10),
    claimBytes: 1000,
    masked: true,
  }),
  'impossible-length': encodeFrame({ opcode: text, claimBytes: 2 ** 62, masked: true }),
} as const;

export const malformedFrame = tapFault({
  name: 'malformed-frame',
  summary: 'the server gets a frame that breaks the protocol and must fail that connection alone',
  makesZombies: false,
  legend: { label: 'malformed frame', colour: '#784212' },
  onlyThere: 'it happens once',
  schema: defineSettings('malformed-frame', {
    shape: {
      kind: 'choice',
      options: Object.keys(family) as [keyof typeof family, ...(keyof typeof family)[]],
      default: 'reserved-bits',
      summary: 'what is wrong with it; behind `half-a-frame` nothing comes any more',
    },
    proofWithin,
  }),
  rules: ({ shape }) => [
    { kind: 'insert', direction: 'up', hex: family[shape].toString('hex'), times: 1 },
    // else the frames behind it would be taken for its payload
    ...(shape === 'half-a-frame' ? [{ kind: 'black-hole', direction: 'up' } as const] : []),
  ],
  witness: 'kernel and tap',
  verbs: ['inserted'],
  // a server that takes it without a word was hit too: then its kernel must have taken every byte
  asksQueues: true,
  reasonAgainst: ({ acted, serverSaid, queues }) => {
    if (acted('inserted') === 0) return 'no frame was sent';
    return serverSaid !== undefined || queues?.unsentBytes === 0
      ? undefined
      : 'the frame has not arrived';
  },
});
