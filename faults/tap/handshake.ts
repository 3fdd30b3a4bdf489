/** Reads the two heads a WebSocket begins with, and says what the connection turned out to be. */

import { headEnd, longestHeadBytes, readStatus, readUpgrade, rewriteHead } from './http-head.ts';

/** What a chunk before the upgrade led to; absent while a head is incomplete. */
export type RequestRead =
  | {
      readonly is: 'upgrade';
      readonly id: string;
      readonly head: Buffer;
      readonly rest: Buffer | undefined;
    }
  | { readonly is: 'other'; readonly bytes: Buffer };

export type AnswerRead =
  | {
      readonly is: 'interim' | 'accepted';
      readonly head: Buffer;
      readonly rest: Buffer | undefined;
    }
  /** Status 0: it is no HTTP at all. */
  | { readonly is: 'refused'; readonly status: number; readonly bytes: Buffer };

const firstHeadBytes = 1024;

export class Handshake {
  /** The beginning of a head that is not whole yet, with room behind it. */
  #head: Buffer | undefined;
  #headBytes = 0;

  /** @param assignId names a connection whose client gave no name. */
  request(chunk: Buffer, assignId: () => string): RequestRead | undefined {
    const { bytes, end } = this.#gather(chunk);
    if (end === -1 && bytes.length <= longestHeadBytes) return undefined;
    const upgrade = end === -1 ? undefined : readUpgrade(bytes.subarray(0, end));
    if (upgrade === undefined) return { is: 'other', bytes };
    const id = upgrade.connection ?? assignId();
    return { is: 'upgrade', id, head: rewriteHead(upgrade, id), rest: restOf(bytes, end) };
  }

  answer(chunk: Buffer): AnswerRead | undefined {
    const { bytes, end } = this.#gather(chunk);
    const status = readStatus(bytes);
    if (end === -1) {
      const isHopeless = bytes.length > longestHeadBytes || (status === 0 && bytes.length > 12);
      return isHopeless ? { is: 'refused', status: 0, bytes } : undefined;
    }
    const is = status === 101 ? 'accepted' : 'interim';
    if (status < 100 || status > 199) return { is: 'refused', status, bytes };
    const rest = restOf(bytes, end);
    const head = rest === undefined ? bytes : bytes.subarray(0, end);
    return { is, head, rest };
  }

  /** All that has come of a head, and where it ends, or -1. */
  #gather(chunk: Buffer): { readonly bytes: Buffer; readonly end: number } {
    const before = this.#headBytes;
    const bytes = before === 0 ? chunk : this.#append(chunk);
    const end = headEnd(bytes, before);
    if (end === -1) {
      if (before === 0) this.#append(chunk);
    } else {
      this.#headBytes = 0;
      this.#head = undefined; // what is returned lies in it, and is still to be written
    }
    return { bytes, end };
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

function restOf(bytes: Buffer, end: number): Buffer | undefined {
  return end === bytes.length ? undefined : bytes.subarray(end);
}
