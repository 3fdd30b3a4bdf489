/** Gathers the head of an HTTP message from the chunks it comes in. */

import { headEnd } from './http-head.ts';

const firstHeadBytes = 1024;

export interface HeadRead {
  /** All that has come of the head, and what came with its end. */
  readonly bytes: Buffer;
  /** Where the head ends in `bytes`, or -1. */
  readonly end: number;
  /** How many of the bytes came before this chunk. */
  readonly before: number;
}

export class HeadReader {
  /** The beginning of a head that is not whole yet, with room behind it. */
  #head: Buffer | undefined;
  #headBytes = 0;

  read(chunk: Buffer): HeadRead {
    const before = this.#headBytes;
    const bytes = before === 0 ? chunk : this.#append(chunk);
    const end = headEnd(bytes, before);
    if (end === -1) {
      if (before === 0) this.#append(chunk);
    } else {
      this.#headBytes = 0;
      this.#head = undefined; // what is returned lies in it, and is still to be written
    }
    return { bytes, end, before };
  }

  /** Room doubles, so that a head which comes byte by byte is not copied at each of them. */
  #append(chunk: Buffer): Buffer {
    const bytes = this.#headBytes + chunk.length;
    let head = this.#head;
    if (head === undefined || head.length < bytes) {
      const larger = Buffer.allocUnsafe(Math.max(firstHeadBytes, bytes * 2));
      head?.copy(larger, 0, 0, this.#headBytes);
      this.#head = head = larger;
    }
    chunk.copy(head, this.#headBytes);
    this.#headBytes = bytes;
    return head.subarray(0, bytes);
  }
}
