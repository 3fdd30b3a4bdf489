/**
 * The library's WebSocket with a send of its own: a text frame leaves in one plain write. The library writes head and
 * payload apart, as a vectored write, which costs about twice the time, and sending is most of what a busy server does.
 */

import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Connection } from '../core/connection.ts';

const textFrame = 0x81;
const pingFrame = '\x89\x00';
const longestShort = 125;
const longestMedium = 0xffff;

export class TargetSocket extends WebSocket {
  /** Under the frames. Set as soon as the upgrade is done; never with permessage-deflate. */
  raw: Duplex | undefined;
  /** Whose it is: listeners are shared and cost no closure a connection. */
  owner: Connection | undefined;

  /** Sends a text message; nothing when the socket is not open. */
  override send(text: string): void {
    if (this.readyState !== WebSocket.OPEN || this.raw === undefined) return;
    const bytes = Buffer.byteLength(text);
    // ASCII is the same in both encodings, and a string is written without a buffer in between.
    if (bytes === text.length) this.raw.write(headOf(bytes) + text, 'latin1');
    else this.raw.write(Buffer.concat([Buffer.from(headOf(bytes), 'latin1'), Buffer.from(text)]));
  }

  /** Sends an empty ping, the same to everybody; nothing when the socket is not open. */
  override ping(): void {
    if (this.readyState === WebSocket.OPEN) this.raw?.write(pingFrame, 'latin1');
  }
}

const shortHeads = Array.from({ length: longestShort + 1 }, (_, bytes) =>
  String.fromCharCode(textFrame, bytes),
);

/** Of an unmasked text frame, a character a byte. */
function headOf(bytes: number): string {
  if (bytes <= longestShort) return shortHeads[bytes] ?? '';
  if (bytes <= longestMedium) return String.fromCharCode(textFrame, 126, bytes >> 8, bytes & 0xff);
  const head = Buffer.alloc(10);
  head.set([textFrame, 127]);
  head.writeBigUInt64BE(BigInt(bytes), 2);
  return head.toString('latin1');
}
