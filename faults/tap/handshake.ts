/** Reads the heads a WebSocket begins with, and says what the connection turned out to be; other HTTP may come before. */

import { HeadReader } from './head-reader.ts';
import { longestHeadBytes, readStatus, readUpgrade, rewriteHead } from './http-head.ts';
import { PlainHttp } from './plain-http.ts';

/** What a chunk before the upgrade led to; absent while a head is incomplete. */
export type RequestRead =
  | {
      readonly is: 'upgrade';
      readonly id: string;
      readonly head: Buffer;
      readonly rest: Buffer | undefined;
    }
  /** A request that is no upgrade, or a part of one. */
  | { readonly is: 'plain'; readonly head: Buffer; readonly rest: Buffer | undefined }
  /** Nothing that could be followed. */
  | { readonly is: 'other'; readonly bytes: Buffer };

export type AnswerRead =
  | {
      /** `plain` answers what was asked before the upgrade. */
      readonly is: 'plain' | 'interim' | 'accepted';
      readonly head: Buffer;
      readonly rest: Buffer | undefined;
    }
  /** Status 0: it is no HTTP at all. */
  | { readonly is: 'refused'; readonly status: number; readonly bytes: Buffer };

export class Handshake {
  /** A request is read whole before its answer is. */
  readonly #reader = new HeadReader();
  #plain: PlainHttp | undefined;
  /** Of the upgrade that waits for its answer. */
  #asked = '';

  /** @param assignId names a connection whose client gave no name. */
  request(chunk: Buffer, assignId: () => string): RequestRead | undefined {
    const ofPlain = this.#plain?.ofRequest(chunk) ?? 0;
    if (ofPlain > 0)
      return { is: 'plain', head: chunk.subarray(0, ofPlain), rest: restOf(chunk, ofPlain) };
    const { bytes, end } = this.#reader.read(chunk);
    if (end === -1) return bytes.length <= longestHeadBytes ? undefined : { is: 'other', bytes };
    const text = bytes.toString('latin1', 0, end);
    const upgrade = readUpgrade(text);
    if (upgrade === undefined) {
      const isFollowed = (this.#plain ??= new PlainHttp()).asked(text);
      if (!isFollowed) return { is: 'other', bytes };
      return { is: 'plain', head: bytes.subarray(0, end), rest: restOf(bytes, end) };
    }
    const id = upgrade.connection ?? assignId();
    this.#asked = text;
    return { is: 'upgrade', id, head: rewriteHead(upgrade, id), rest: restOf(bytes, end) };
  }

  answer(chunk: Buffer): AnswerRead | undefined {
    const ofPlain = this.plainAnswers(chunk);
    if (ofPlain > 0)
      return { is: 'plain', head: chunk.subarray(0, ofPlain), rest: restOf(chunk, ofPlain) };
    const { bytes, end } = this.#reader.read(chunk);
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

  /** How many bytes of a server's chunk answer requests that were no upgrades. */
  plainAnswers(chunk: Buffer): number {
    return this.#plain === undefined || this.#plain.isAnswered ? 0 : this.#plain.ofAnswers(chunk);
  }

  /** The upgrade was refused by an answer that begins with these bytes: from here on it was a request like others. */
  refused(bytes: Buffer): void {
    const plain = (this.#plain ??= new PlainHttp());
    if (plain.asked(this.#asked)) plain.ofAnswers(bytes);
    else plain.isLost = true;
  }

  /** No later request could be told from what comes before it. */
  get isLost(): boolean {
    return this.#plain?.isLost === true;
  }
}

function restOf(bytes: Buffer, end: number): Buffer | undefined {
  return end === bytes.length ? undefined : bytes.subarray(end);
}
