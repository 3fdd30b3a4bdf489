/** One WebSocket of a virtual user, on a bare TCP (or TLS) socket: lean enough for tens of thousands. */

import type { Socket } from 'node:net';
import { wallMs } from '../timers.ts';
import {
  borrowReader,
  opcodes,
  returnReader,
  type FrameReader,
  type FrameSink,
} from './frame-reader.ts';
import { closeFrame, dataFrame, sendFrame, textFrame } from './frame-writer.ts';
import { deflateMessage, inflateMessage } from './message-deflate.ts';
import { Patience, type Waiting } from './patience.ts';
import { noAnswer, refusalOf, type Refusal } from './refusal.ts';
import { openTransport, type Address, type TransportOwner } from './transport.ts';
import { newKey, parseHead, upgradeFault, upgradeRequest, type ResponseHead } from './upgrade.ts';

/** Who ended an open connection first, and how. Code 1006: no Close frame came. */
export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
  readonly by: 'client' | 'server';
  readonly error?: string;
}

export interface SocketOwner {
  onOpen(head: ResponseHead): void;
  /** The upgrade failed; nothing else follows. */
  onRefused(refusal: Refusal): void;
  /** Bytes are valid during the call only. */
  onMessage(data: string | Buffer): void;
  onPing(payload: Buffer): void;
  onPong(payload: Buffer): void;
  /** Once, after `onOpen`; nothing else follows. */
  onEnd(end: SocketEnd): void;
  onBytes(received: number): void;
}

export interface SocketRequest {
  readonly address: Address;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly offersDeflate: boolean;
}

/** How long a peer may take to answer the upgrade, a Close frame, and to close the connection (RFC 6455 §7.1.1). */
const handshakeTimeoutMs = 30_000;
const [closeTimeoutMs, lingerMs] = [10_000, 2000];
const maxRefusalBytes = 64 * 1024;

type State = 'connecting' | 'refusing' | 'open' | 'closing' | 'closed';

export class ClientSocket implements FrameSink, TransportOwner, Waiting {
  readonly #owner: SocketOwner;
  readonly #socket: Socket;
  /** Until the answer has been checked against it. */
  #key: string;
  /** Until it is sent. */
  #request: SocketRequest | null;
  #state: State = 'connecting';
  /** Bytes of the answer to the upgrade, until it is complete. */
  #head: Buffer | null = null;
  #refusing: ResponseHead | null = null;
  /** While a frame or message is there in part, and while bytes are read. */
  #reader: FrameReader | null = null;
  #alarm: Patience | null;
  #error: string | undefined;
  #deflates = false;
  /** What it would have said while it is frozen. */
  #unsaid: Buffer[] | null = null;

  constructor(request: SocketRequest, owner: SocketOwner) {
    this.#owner = owner;
    this.#request = request;
    this.#key = newKey();
    this.#alarm = new Patience(this, handshakeTimeoutMs);
    this.#socket = openTransport(request.address, this);
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  /** Frames sent in any state but open are dropped. Returns the bytes written. */
  send(data: string | Uint8Array): number {
    if (this.#state !== 'open') return 0;
    return this.#write(this.#dataFrame(data));
  }

  ping(payload: Uint8Array): number {
    if (this.#state !== 'open') return 0;
    return this.#write(dataFrame(opcodes.ping, payload));
  }

  /** Starts the closing handshake; before the upgrade it gives the connection up. */
  close(code: number, reason: string): void {
    if (this.#state === 'connecting' || this.#state === 'refusing') {
      this.#error = 'closed before the connection was established';
      this.#socket.destroy();
    } else if (this.#state === 'open') {
      this.#state = 'closing';
      this.#write(closeFrame(code, reason));
      this.#setAlarm(closeTimeoutMs);
    }
  }

  /** Ends the connection at once with no Close frame; the owner hears nothing. Resolves when the socket is closed. */
  cut(): Promise<void> {
    this.#state = 'closed';
    this.#reader?.stop();
    this.#alarm?.cancel();
    if (this.#socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.once('close', () => {
        resolve();
      });
      this.#socket.destroy();
    });
  }

  /** As if the process of this client were stopped: nothing is read or written, the kernel keeps the socket. Idempotent. */
  freeze(): void {
    if (this.#socket.destroyed) return;
    this.#unsaid ??= [];
    this.#socket.pause();
  }

  /** Goes on where it stopped: what it had to say, then what has come meanwhile. Idempotent. */
  thaw(): void {
    const unsaid = this.#unsaid;
    if (unsaid === null) return;
    this.#unsaid = null;
    for (const bytes of unsaid) this.#write(bytes);
    this.#socket.resume();
  }

  onMessage(data: string | Buffer): void {
    if (this.#state !== 'closed') this.#owner.onMessage(data);
  }

  onPing(payload: Buffer): void {
    if (this.#state !== 'open') return;
    this.#write(dataFrame(opcodes.pong, payload));
    this.#owner.onPing(payload);
  }

  onPong(payload: Buffer): void {
    if (this.#state === 'open') this.#owner.onPong(payload);
  }

  onClose(code: number, reason: string): void {
    const by = this.#state === 'closing' ? 'client' : 'server';
    if (by === 'server') this.#write(closeFrame(code, ''));
    this.#leave({ code, reason, by });
  }

  onViolation(code: number, text: string): void {
    if (this.#state === 'open') this.#write(closeFrame(code, ''));
    this.#leave({ code: 1006, reason: '', by: 'client', error: text });
  }

  #write(bytes: Buffer): number {
    if (this.#unsaid === null) sendFrame(this.#socket, bytes);
    else this.#unsaid.push(bytes);
    return bytes.length;
  }

  #dataFrame(data: string | Uint8Array): Buffer {
    if (!this.#deflates)
      return typeof data === 'string' ? textFrame(data) : dataFrame(opcodes.binary, data);
    const opcode = typeof data === 'string' ? opcodes.text : opcodes.binary;
    return dataFrame(opcode, deflateMessage(data), true);
  }

  connected(): void {
    if (this.#request === null) return;
    this.#write(Buffer.from(upgradeRequest(this.#request, this.#key), 'latin1'));
    this.#request = null;
  }

  failed(error: Error): void {
    this.#error ??= error.message;
  }

  received(buffer: Buffer, bytes: number): void {
    this.#owner.onBytes(bytes);
    const isHead = this.#state === 'connecting' || this.#state === 'refusing';
    if (isHead) this.#receiveHead(buffer.subarray(0, bytes));
    else this.#read(buffer, bytes);
  }

  #read(buffer: Buffer, bytes = buffer.length): void {
    if (this.#state === 'closed') return;
    const inflate = this.#deflates ? inflateMessage : undefined;
    const reader = (this.#reader ??= borrowReader(this, inflate));
    reader.push(buffer, bytes);
    if (!reader.isIdle) return;
    this.#reader = null;
    returnReader(reader);
  }

  #receiveHead(bytes: Buffer): void {
    const all = this.#head === null ? bytes : Buffer.concat([this.#head, bytes]);
    if (this.#state === 'refusing') {
      this.#receiveRefusal(all);
      return;
    }
    let head: ResponseHead | undefined;
    try {
      head = parseHead(all);
    } catch (error) {
      this.#error = (error as Error).message;
      this.#socket.destroy();
      return;
    }
    const isUpgrade = head?.status === 101;
    this.#head = isUpgrade ? null : Buffer.from(all);
    if (head === undefined) return;
    if (isUpgrade) {
      this.#accept(head, all);
      return;
    }
    this.#state = 'refusing';
    this.#refusing = head;
    this.#receiveRefusal(all);
  }

  #accept(head: ResponseHead, all: Buffer): void {
    const fault = upgradeFault(head, this.#key);
    if (fault !== undefined) {
      this.#error = fault;
      this.#socket.destroy();
      return;
    }
    this.#alarm?.cancel();
    this.#alarm = null;
    this.#key = '';
    this.#state = 'open';
    this.#deflates =
      head.headers['sec-websocket-extensions']?.includes('permessage-deflate') === true;
    this.#owner.onOpen(head);
    if (all.length > head.headBytes) this.#read(all.subarray(head.headBytes));
  }

  /** Collects the body as far as `Content-Length` says, or until the server closes. */
  #receiveRefusal(all: Buffer): void {
    this.#head = Buffer.from(all);
    const head = this.#refusing;
    if (head === null) return;
    const length = Number(head.headers['content-length'] ?? maxRefusalBytes);
    if (all.length - head.headBytes >= Math.min(length, maxRefusalBytes)) this.#socket.destroy();
  }

  /** Both Close frames are exchanged, or there is nothing more to say. */
  #leave(end: SocketEnd): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#reader?.stop();
    this.#setAlarm(lingerMs);
    this.#owner.onEnd(end);
  }

  #setAlarm(ms: number): void {
    this.#alarm?.cancel();
    this.#alarm = new Patience(this, ms);
  }

  waitedInVain(): void {
    if (this.#state === 'connecting' || this.#state === 'refusing')
      this.#error = `no answer within ${handshakeTimeoutMs / 1000} s`;
    this.#socket.destroy();
  }

  ended(): void {
    if (this.#state === 'closed') this.#socket.destroy();
  }

  /** The TCP connection is gone. */
  gone(): void {
    this.#alarm?.cancel();
    const state = this.#state;
    this.#state = 'closed';
    if (state === 'connecting')
      this.#owner.onRefused(noAnswer(this.#error ?? 'connection closed before the upgrade'));
    else if (state === 'refusing') this.#owner.onRefused(this.#refusal());
    else if (state !== 'closed') {
      const by = state === 'closing' ? 'client' : 'server';
      const error = this.#error ?? 'connection closed without a Close frame';
      this.#owner.onEnd({ code: 1006, reason: '', by, error });
    }
  }

  #refusal(): Refusal {
    const head = this.#refusing;
    if (head === null) return noAnswer(this.#error ?? 'refused');
    return refusalOf(head, this.#head?.toString('utf8', head.headBytes) ?? '', wallMs());
  }
}
