/** Frames as tests of the tap write them: unmasked down from a server, masked up from a client. */

import { encodeFrame } from '../tap/encode-frame.ts';

export const text = 1;

export function down(payload: string, opcode = text): Buffer {
  return encodeFrame({ opcode, payload, masked: false });
}

export function up(payload: string, opcode = text): Buffer {
  return encodeFrame({ opcode, payload, masked: true });
}

/** As `TappedPair.heard` gives what has arrived. */
export function latin(...frames: readonly Buffer[]): string {
  return Buffer.concat(frames).toString('latin1');
}
