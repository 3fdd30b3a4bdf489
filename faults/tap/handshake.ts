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

export class Handshake {
  /** The beginning of a head that is not whole yet. */
  #head: Buffer | undefined;

  /** @param assignId names a connection whose client gave no name. */
  request(chunk: Buffer, assignId: () => string): RequestRead | undefined {
    const bytes = this.#gather(chunk);
    const end = headEnd(bytes);
    if (end === -1 && bytes.length <= longestHeadBytes) return undefined;
    this.#head = undefined;
    const upgrade = end === -1 ? undefined : readUpgrade(bytes.subarray(0, end));
    if (upgrade === undefined) return { is: 'other', bytes };
    const id = upgrade.connection ?? assignId();
    return { is: 'upgrade', id, head: rewriteHead(upgrade, id), rest: restOf(bytes, end) };
  }

  answer(chunk: Buffer): AnswerRead | undefined {
    const bytes = this.#gather(chunk);
    const end = headEnd(bytes);
    const status = readStatus(bytes);
    if (end === -1) {
      const isHopeless = bytes.length > longestHeadBytes || (status === 0 && bytes.length > 12);
      return isHopeless ? { is: 'refused', status: 0, bytes } : undefined;
    }
    this.#head = undefined;
    const is = status === 101 ? 'accepted' : 'interim';
    if (status < 100 || status > 199) return { is: 'refused', status, bytes };
    const rest = restOf(bytes, end);
    const head = rest === undefined ? bytes : bytes.subarray(0, end);
    return { is, head, rest };
  }

  #gather(chunk: Buffer): Buffer {
    this.#head = this.#head === undefined ? chunk : Buffer.concat([this.#head, chunk]);
    return this.#head;
  }
}

function restOf(bytes: Buffer, end: number): Buffer | undefined {
  return end === bytes.length ? undefined : bytes.subarray(end);
}
