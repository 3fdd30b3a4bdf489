/** Finds where the body of an HTTP/1.1 message ends, without keeping any of it. */

/** In bytes; or told by the body itself; or by the end of the connection. */
export type BodyLength = number | 'chunked' | 'until-close';

/** Of a chunk's size or a trailer; a longer line is no line. */
const longestLineBytes = 16_384;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export class HttpBody {
  /** The next byte belongs to another message. */
  isOver: boolean;
  readonly #length: BodyLength;
  /** Of the body or of the current chunk. */
  #left: number;
  #awaits: 'size' | 'data' | 'end-of-data' | 'trailer' = 'size';
  #line = '';

  constructor(length: BodyLength) {
    this.#length = length;
    this.#left = length === 'until-close' ? Infinity : length === 'chunked' ? 0 : length;
    this.isOver = length === 0;
  }

  /** Follows the chunk from `from`; returns the index behind the last byte of the body in it. */
  take(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length && !this.isOver) {
      if (this.#length === 'chunked' && this.#awaits !== 'data') at = this.#takeLine(chunk, at);
      else at = this.#takeData(chunk, at);
    }
    return at;
  }

  #takeData(chunk: Buffer, from: number): number {
    const taken = Math.min(this.#left, chunk.length - from);
    this.#left -= taken;
    if (this.#left === 0) {
      if (this.#length === 'chunked') this.#awaits = 'end-of-data';
      else this.isOver = true;
    }
    return from + taken;
  }

  #takeLine(chunk: Buffer, from: number): number {
    const found = chunk.indexOf(lineFeed, from);
    const end = found === -1 ? chunk.length : found;
    this.#line += chunk.toString('latin1', from, end);
    if (this.#line.length > longestLineBytes) this.#losesTrack();
    else if (found !== -1) this.#endLine();
    return found === -1 ? end : end + 1;
  }

  #endLine(): void {
    const isEmpty = this.#line === '' || this.#line.charCodeAt(0) === carriageReturn;
    const size = /^[\da-f]{1,13}(?=[\s;]|$)/i.exec(this.#line)?.[0];
    this.#line = '';
    if (this.#awaits === 'trailer') this.isOver = isEmpty;
    else if (this.#awaits === 'end-of-data' && isEmpty) this.#awaits = 'size';
    else if (this.#awaits === 'size' && size !== undefined) {
      this.#left = parseInt(size, 16);
      this.#awaits = this.#left === 0 ? 'trailer' : 'data';
    } else this.#losesTrack();
  }

  /** Nothing behind it can be trusted to be the next message. */
  #losesTrack(): void {
    this.#line = '';
    this.#left = Infinity;
    this.#awaits = 'data';
  }
}
