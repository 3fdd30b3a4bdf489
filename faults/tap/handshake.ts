/** Reads the two heads a WebSocket begins with, and says what the connection turned out to be. */

import { headEnd, longestHeadBytes, readStatus, readUpgrade } from './http-head.ts';

/** What a chunk before the upgrade led to; absent while a head is incomplete. */
export type RequestRead =
  | { readonly is: 'upgrade'; readonly id: string; readonly head: Buffer; readonly rest: Buffer }
  | { readonly is: 'other'; readonly bytes: Buffer };

export type AnswerRead =
  | { readonly is: 'interim' | 'accepted'; readonly head: Buffer; readonly rest: Buffer }
  /** Status 0: it is no HTTP at all. */
  | { readonly is: 'refused'; readonly status: number; readonly bytes: Buffer };

export class Handshake {
  readonly #assignId: () => string;
  #head: Buffer | undefined;

  /** @param assignId names a connection whose client gave no name. */
  constructor(assignId: () => string) {
    this.#assignId = assignId;
  }

  request(chunk: Buffer): RequestRead | undefined {
    const bytes = this.#gather(chunk);
    const end = headEnd(bytes);
    if (end === -1 && bytes.length <= longestHeadBytes) return undefined;
    this.#head = undefined;
    const upgrade = end === -1 ? undefined : readUpgrade(bytes.subarray(0, end));
    if (upgrade === undefined) return { is: 'other', bytes };
    const id = upgrade.connection ?? this.#assignId();
    return { is: 'upgrade', id, head: upgrade.rewrite(id), rest: bytes.subarray(end) };
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
    const isInterim = status >= 100 && status < 200 && status !== 101;
    if (status !== 101 && !isInterim) return { is: 'refused', status, bytes };
    const is = isInterim ? 'interim' : 'accepted';
    return { is, head: bytes.subarray(0, end), rest: bytes.subarray(end) };
  }

  #gather(chunk: Buffer): Buffer {
    this.#head = this.#head === undefined ? chunk : Buffer.concat([this.#head, chunk]);
    return this.#head;
  }
}
