/** Takes WebSocket frames out of received bytes; whole frames in one chunk are never copied. */

import { isUtf8 } from 'node:buffer';

export interface FrameSink {
  /** Text, or bytes that live in a shared buffer: valid during the call only. */
  onMessage(data: string | Buffer): void;
  onPing(payload: Buffer): void;
  onPong(payload: Buffer): void;
  /** 1005 when the frame carried no code. */
  onClose(code: number, reason: string): void;
  /** The peer broke the protocol; `code` is what the connection must be closed with. */
  onViolation(code: number, text: string): void;
}

export const opcodes = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;
/** First byte of a text message in one frame. */
const wholeText = 0x81;
const maxMessageBytes = 64 * 1024 * 1024;
const maxHeaderBytes = 10;

/** Inflates a message sent with RSV1; absent where no compression was agreed. */
export type Inflate = (payload: Buffer) => Buffer;

export class FrameReader {
  #sink: FrameSink;
  /** Bytes of a frame that has not arrived in full, and how many of them there are. */
  #held: Buffer | null = null;
  #heldBytes = 0;
  /** Fragments of a message whose last frame is still to come. */
  #fragments: Buffer[] | null = null;
  #fragmentBytes = 0;
  #isText = false;
  #isDeflated = false;
  #isDone = false;
  inflate: Inflate | undefined;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** Nothing of a frame or message is held back: it may read for somebody else. */
  get isIdle(): boolean {
    return this.#held === null && this.#fragments === null && !this.#isDone;
  }

  /** From here on it reads for `sink`. */
  serve(sink: FrameSink, inflate: Inflate | undefined): void {
    this.#sink = sink;
    this.inflate = inflate;
  }

  /** Nothing that arrives from here on is looked at. */
  stop(): void {
    this.#isDone = true;
    this.#held = null;
    this.#fragments = null;
  }

  /** Reads `chunk` up to `end`; behind it there may be leavings of others. */
  push(chunk: Buffer, end = chunk.length): void {
    let at = this.#held === null ? 0 : this.#fillHeld(chunk, end);
    while (at < end && !this.#isDone) {
      const bytes = frameBytes(chunk, at, end);
      if (bytes === 0 || at + bytes > end) {
        this.#hold(chunk.subarray(at, end), bytes);
        return;
      }
      this.#take(chunk, at);
      at += bytes;
    }
  }

  #hold(part: Buffer, bytes: number): void {
    if (bytes > maxMessageBytes + maxHeaderBytes) {
      this.#violate(1009, 'frame too large');
      return;
    }
    this.#held = Buffer.allocUnsafe(Math.max(bytes, maxHeaderBytes));
    this.#heldBytes = part.copy(this.#held);
  }

  /** Completes the held frame from the start of `chunk`; returns how much of it was used. */
  #fillHeld(chunk: Buffer, end: number): number {
    let at = 0;
    while (this.#held !== null && at < end) {
      const held: Buffer = this.#held;
      const known = frameBytes(held, 0, this.#heldBytes);
      const wanted = known === 0 ? this.#heldBytes + 1 : known;
      if (wanted > held.length) {
        this.#hold(held.subarray(0, this.#heldBytes), wanted);
        continue;
      }
      const until = Math.min(end, at + wanted - this.#heldBytes);
      const copied = chunk.copy(held, this.#heldBytes, at, until);
      at += copied;
      this.#heldBytes += copied;
      if (known !== 0 && this.#heldBytes === known) {
        this.#held = null;
        this.#take(held, 0);
      } else if (known === 0 && frameBytes(held, 0, this.#heldBytes) === this.#heldBytes) {
        this.#held = null;
        this.#take(held, 0);
      }
    }
    return at;
  }

  /** One whole frame at `at`. */
  #take(chunk: Buffer, at: number): void {
    const first = chunk[at] ?? 0;
    const second = chunk[at + 1] ?? 0;
    const length = second & 0x7f;
    const headerBytes = length === 127 ? 10 : length === 126 ? 4 : 2;
    const start = at + headerBytes;
    const end = at + frameBytes(chunk, at, chunk.length);
    if (first === wholeText && second < 0x80 && this.#fragments === null)
      this.#deliverText(chunk, start, end);
    else this.#takeOther(first, second, chunk.subarray(start, end));
  }

  /** Not a whole text. */
  #takeOther(first: number, second: number, payload: Buffer): void {
    const isFinal = (first & 0x80) !== 0;
    const isDeflated = (first & 0x40) !== 0;
    const opcode = first & 0x0f;
    const fault = this.#headerFault(first, second);
    if (fault !== undefined) this.#violate(1002, fault);
    else if (opcode >= opcodes.close) this.#takeControl(opcode, isFinal && !isDeflated, payload);
    else this.#takeData(opcode, { isFinal, isDeflated, payload });
  }

  #headerFault(first: number, second: number): string | undefined {
    if ((second & 0x80) !== 0) return 'masked frame from the server';
    if ((first & 0x30) !== 0) return 'reserved bits set';
    const opcode = first & 0x0f;
    const startsMessage = opcode === opcodes.text || opcode === opcodes.binary;
    if ((first & 0x40) !== 0 && (this.inflate === undefined || !startsMessage))
      return 'compressed frame without agreement';
    return undefined;
  }

  #takeControl(opcode: number, isAllowed: boolean, payload: Buffer): void {
    if (!isAllowed || payload.length > 125) this.#violate(1002, 'bad control frame');
    else if (opcode === opcodes.ping) this.#sink.onPing(payload);
    else if (opcode === opcodes.pong) this.#sink.onPong(payload);
    else if (opcode === opcodes.close) this.#takeClose(payload);
    else this.#violate(1002, `unknown opcode ${opcode}`);
  }

  #takeClose(payload: Buffer): void {
    if (payload.length === 0) {
      this.#sink.onClose(1005, '');
      return;
    }
    const code = payload.length === 1 ? 0 : payload.readUInt16BE(0);
    const reason = payload.subarray(2);
    if (!isCloseCode(code)) this.#violate(1002, `bad close code ${code}`);
    else if (!isUtf8(reason)) this.#violate(1007, 'close reason is not UTF-8');
    else this.#sink.onClose(code, reason.toString('utf8'));
  }

  #takeData(
    opcode: number,
    frame: { isFinal: boolean; isDeflated: boolean; payload: Buffer },
  ): void {
    const isContinuation = opcode === opcodes.continuation;
    if (opcode > opcodes.binary) this.#violate(1002, `unknown opcode ${opcode}`);
    else if (isContinuation !== (this.#fragments !== null))
      this.#violate(1002, isContinuation ? 'nothing to continue' : 'message inside a message');
    else if (isContinuation || !frame.isFinal) this.#takeFragment(opcode, frame);
    else this.#deliver(frame.payload, opcode === opcodes.text, frame.isDeflated);
  }

  #takeFragment(
    opcode: number,
    frame: { isFinal: boolean; isDeflated: boolean; payload: Buffer },
  ): void {
    if (this.#fragments === null) {
      this.#fragments = [];
      this.#fragmentBytes = 0;
      this.#isText = opcode === opcodes.text;
      this.#isDeflated = frame.isDeflated;
    }
    this.#fragmentBytes += frame.payload.length;
    if (this.#fragmentBytes > maxMessageBytes) {
      this.#violate(1009, 'message too large');
      return;
    }
    this.#fragments.push(Buffer.from(frame.payload));
    if (!frame.isFinal) return;
    const whole = Buffer.concat(this.#fragments, this.#fragmentBytes);
    this.#fragments = null;
    this.#deliver(whole, this.#isText, this.#isDeflated);
  }

  #deliver(payload: Buffer, isText: boolean, isDeflated: boolean): void {
    let plain = payload;
    if (isDeflated && this.inflate !== undefined) {
      try {
        plain = this.inflate(payload);
      } catch {
        this.#violate(1007, 'compressed data is broken');
        return;
      }
    }
    if (isText) this.#deliverText(plain, 0, plain.length);
    else this.#sink.onMessage(plain);
  }

  /** No view of the bytes for the many that are what they should be. */
  #deliverText(bytes: Buffer, start: number, end: number): void {
    const text = bytes.toString('utf8', start, end);
    // it stands for what is not UTF-8, and for itself
    if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end)))
      this.#violate(1007, 'text is not UTF-8');
    else this.#sink.onMessage(text);
  }

  #violate(code: number, text: string): void {
    this.stop();
    this.#sink.onViolation(code, text);
  }
}

/** Nearly every chunk is whole frames: one reader goes from socket to socket, and only what is partial keeps one. */
let idleReader: FrameReader | null = null;

/** A reader that holds nothing yet. */
export function borrowReader(sink: FrameSink, inflate?: Inflate): FrameReader {
  const reader = idleReader ?? new FrameReader(sink);
  idleReader = null;
  reader.serve(sink, inflate);
  return reader;
}

/** To be called with an idle reader, which its socket must not use any more. */
export function returnReader(reader: FrameReader): void {
  idleReader = reader;
}

/** Length of the frame that starts at `at`, header included; 0 while its header is not there in full. */
function frameBytes(chunk: Buffer, at: number, end: number): number {
  if (end - at < 2) return 0;
  const length = (chunk[at + 1] ?? 0) & 0x7f;
  if (length < 126) return 2 + length;
  if (length === 126) return end - at < 4 ? 0 : 4 + chunk.readUInt16BE(at + 2);
  if (end - at < maxHeaderBytes) return 0;
  return maxHeaderBytes + chunk.readUInt32BE(at + 2) * 2 ** 32 + chunk.readUInt32BE(at + 6);
}

/** Codes that may stand in a Close frame (RFC 6455 §7.4). */
function isCloseCode(code: number): boolean {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
}
