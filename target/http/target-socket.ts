/**
 * The library's WebSocket with a send of its own: a text frame leaves in one plain write. The library writes head and
 * payload apart, as a vectored write, which costs about twice the time, and sending is most of what a busy server does.
 * And with one pair of ears for all: listeners would take each connection a table of a few hundred bytes.
 */

import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Connection } from '../core/connection.ts';

const textFrame = 0x81;
const pingFrame = '\x89\x00';
const longestShort = 125;
const longestMedium = 0xffff;

/** What is done about the events of a socket. */
export interface Ears {
  readonly message: (socket: TargetSocket, data: Buffer, isBinary: boolean) => void;
  readonly ping: (socket: TargetSocket) => void;
  readonly pong: (socket: TargetSocket) => void;
  readonly close: (socket: TargetSocket, code: number) => void;
}

export class TargetSocket extends WebSocket {
  /** Under the frames. Set as soon as the upgrade is done. */
  raw: Duplex | undefined;
  /** Whose it is. */
  owner: Connection | undefined;

  /** Sends a text message; nothing when the socket is not open. */
  override send(text: string): void {
    if (this.readyState !== WebSocket.OPEN || this.raw === undefined) return;
    // The library compresses long ones, and keeps short ones in their order behind these.
    if (this.extensions !== '') {
      super.send(text);
      return;
    }
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

/** A class of sockets that tell these ears alone of their events; listeners are not called. */
export function hearing(ears: Ears): typeof TargetSocket {
  return class extends TargetSocket {
    override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
      if (event === 'message') ears.message(this, first as Buffer, second as boolean);
      else if (event === 'pong') ears.pong(this);
      else if (event === 'ping') ears.ping(this);
      else if (event === 'close') ears.close(this, first as number);
      // After an error the library closes the socket itself; 'close' follows.
      return true;
    }
  };
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
