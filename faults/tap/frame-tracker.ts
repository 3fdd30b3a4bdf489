/** Follows the frames of one direction of a WebSocket without touching a byte: where they end, what they are. */

/** Opcodes of RFC 6455 that the tap tells apart. */
export const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The code people see where a Close frame carries none. */
const noCode = 1005;
const longestHead = 14;
const incomplete = -1;

/**
 * A header state machine: payloads are counted, never unmasked, never kept. It gives up (`error`) on the first thing
 * a peer may not send, because nothing behind it can be trusted to be a frame.
 */
export class FrameTracker {
  /** Whole frames of messages, control frames apart. */
  frames = 0;
  /** Whole messages. */
  messages = 0;
  pings = 0;
  pongs = 0;
  bytes = 0;
  /** Of the first Close frame. */
  closeCode: number | undefined;
  /** Of the next one, which nobody waits for any more. */
  secondCloseCode: number | undefined;
  /** What the peer did wrong; from then on nothing is tracked. */
  error: string | undefined;

  /** Of the current frame; valid while `headerKnown`. */
  opcode = 0;
  isFinal = true;
  payloadBytes = 0;
  /** The current frame's header has been read whole. */
  headerKnown = false;
  /** The last `advance` reached the end of the frame. */
  ended = false;
  /** A message's first frame has come, its last has not. */
  insideMessage = false;

  readonly #expectMask: boolean;
  #remaining = 0;
  #head: Buffer | undefined;
  #headBytes = 0;
  #mask = 0;
  #code = 0;
  #codeBytes = 0;

  /** @param from whose bytes these are: a client's frames must be masked, a server's must not. */
  constructor(from: 'client' | 'server') {
    this.#expectMask = from === 'client';
  }

  /** True where a frame may be put in between: nothing of the next one has come. */
  get atBoundary(): boolean {
    return this.ended || (!this.headerKnown && this.#headBytes === 0);
  }

  /** Follows a chunk to its end. */
  track(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.error === undefined) at = this.advance(chunk, at);
  }

  /** Follows the chunk from `from` up to the end of the current frame; returns where it stopped. */
  advance(chunk: Buffer, from: number): number {
    if (this.ended) {
      this.ended = false;
      this.headerKnown = false;
    }
    const at = this.headerKnown ? from : this.#readHead(chunk, from);
    if (at === incomplete) {
      this.bytes += chunk.length - from;
      return chunk.length;
    }
    const stop = Math.min(at + this.#remaining, chunk.length);
    if (this.opcode === opcodes.close && this.#codeBytes < 2) this.#readCode(chunk, at, stop);
    this.#remaining -= stop - at;
    this.bytes += stop - from;
    if (this.#remaining === 0) this.#finish();
    return stop;
  }

  /** Where the payload begins; `incomplete` when the chunk ended first, or there was an error. */
  #readHead(chunk: Buffer, from: number): number {
    if (this.#headBytes > 0 || chunk.length - from < 2) return this.#gatherHead(chunk, from);
    const length = headLength(chunk.readUInt8(from + 1));
    if (chunk.length - from < length) return this.#gatherHead(chunk, from);
    return this.#parse(chunk, from, length) ? from + length : incomplete;
  }

  /** The rare header that came in pieces. */
  #gatherHead(chunk: Buffer, from: number): number {
    this.#head ??= Buffer.allocUnsafe(longestHead);
    let at = from;
    while (at < chunk.length) {
      this.#head.writeUInt8(chunk.readUInt8(at++), this.#headBytes++);
      if (this.#headBytes < 2) continue;
      const length = headLength(this.#head.readUInt8(1));
      if (this.#headBytes < length) continue;
      const parsed = this.#parse(this.#head, 0, length);
      this.#head = undefined;
      this.#headBytes = 0;
      return parsed ? at : incomplete;
    }
    return incomplete;
  }

  #parse(buffer: Buffer, at: number, length: number): boolean {
    const first = buffer.readUInt8(at);
    const second = buffer.readUInt8(at + 1);
    const size = payloadLength(buffer, at + 2, second & 0x7f);
    const masked = (second & 0x80) !== 0;
    this.opcode = first & 0x0f;
    this.isFinal = (first & 0x80) !== 0;
    this.payloadBytes = size;
    this.error = this.#complaint(first, masked);
    if (this.error !== undefined) return false;
    if (this.opcode === opcodes.close) {
      this.#mask = masked ? buffer.readUInt16BE(at + length - 4) : 0;
      this.#codeBytes = 0;
    } else if (this.opcode < 8) {
      this.insideMessage = true;
    }
    this.#remaining = size;
    this.headerKnown = true;
    return true;
  }

  #complaint(first: number, masked: boolean): string | undefined {
    if ((first & 0x70) !== 0) return 'reserved bits are set though no extension was agreed';
    if (masked !== this.#expectMask) return masked ? 'a masked frame' : 'an unmasked frame';
    if (this.payloadBytes > Number.MAX_SAFE_INTEGER) return 'a length beyond 2^53';
    return this.opcode < 8 ? this.#dataComplaint() : this.#controlComplaint();
  }

  #dataComplaint(): string | undefined {
    if (this.opcode > 2) return `reserved opcode ${this.opcode}`;
    if (this.opcode === 0 && !this.insideMessage) return 'a continuation of nothing';
    if (this.opcode !== 0 && this.insideMessage) return 'a new message inside a fragmented one';
    return undefined;
  }

  #controlComplaint(): string | undefined {
    if (this.opcode > 10) return `reserved opcode ${this.opcode}`;
    if (!this.isFinal) return 'a fragmented control frame';
    if (this.payloadBytes > 125) return 'a control frame of more than 125 bytes';
    if (this.opcode === opcodes.close && this.payloadBytes === 1) return 'half a close code';
    return undefined;
  }

  #readCode(chunk: Buffer, from: number, stop: number): void {
    for (let at = from; at < stop && this.#codeBytes < 2; at++) {
      this.#code = ((this.#code << 8) | chunk.readUInt8(at)) & 0xffff;
      this.#codeBytes++;
    }
  }

  #finish(): void {
    this.ended = true;
    if (this.opcode < 8) {
      this.frames++;
      if (!this.isFinal) return;
      this.messages++;
      this.insideMessage = false;
    } else if (this.opcode === opcodes.ping) this.pings++;
    else if (this.opcode === opcodes.pong) this.pongs++;
    else this.#closed(this.payloadBytes < 2 ? noCode : this.#code ^ this.#mask);
  }

  #closed(code: number): void {
    if (this.closeCode === undefined) this.closeCode = code;
    else this.secondCloseCode ??= code;
  }
}

/** Of a whole header, by its second byte: 2 to 14. */
function headLength(second: number): number {
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  return 2 + extended + ((second & 0x80) === 0 ? 0 : 4);
}

function payloadLength(buffer: Buffer, at: number, short: number): number {
  if (short === 126) return buffer.readUInt16BE(at);
  if (short === 127) return buffer.readUInt32BE(at) * 2 ** 32 + buffer.readUInt32BE(at + 4);
  return short;
}
