/** `k6/experimental/fs`: files beside the script, one copy a process, read piece by piece. */

import { basename } from 'node:path';
import type { VirtualUser } from '../user/virtual-user.ts';

/** From where `seek` counts. */
export const seekModes = { Start: 0, Current: 1, End: 2 } as const;

/** An open file, as one user's script holds it: its own place in bytes that all share. */
export class ScriptFile {
  readonly path: string;
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(path: string, bytes: Uint8Array) {
    this.path = path;
    this.#bytes = bytes;
  }

  /** Bytes read into `into`; null at the end of the file. */
  async read(into: unknown): Promise<number | null> {
    if (!(into instanceof Uint8Array)) throw new TypeError('read() takes a Uint8Array');
    if (into.byteLength === 0) return Promise.resolve(0);
    const piece = this.#bytes.subarray(this.#offset, this.#offset + into.byteLength);
    into.set(piece);
    this.#offset += piece.byteLength;
    return Promise.resolve(piece.byteLength === 0 ? null : piece.byteLength);
  }

  /** The new offset from the start. */
  async seek(offset: unknown, whence: unknown): Promise<number> {
    if (typeof offset !== 'number' || !Number.isInteger(offset))
      throw new TypeError('seek() takes a whole number');
    const bases = [0, this.#offset, this.#bytes.byteLength];
    const base = bases[Number(whence)];
    if (base === undefined) throw new TypeError('seek() takes a SeekMode');
    const to = base + offset;
    if (to < 0 || to > this.#bytes.byteLength)
      throw new RangeError(`offset ${to} is outside of the file`);
    this.#offset = to;
    return Promise.resolve(to);
  }

  async stat(): Promise<{ name: string; size: number }> {
    return Promise.resolve({ name: basename(this.path), size: this.#bytes.byteLength });
  }

  /** All of it, wherever the place in it is. */
  text(): string {
    return new TextDecoder().decode(this.#bytes);
  }
}

export function fsModule(user: VirtualUser): Record<string, unknown> {
  return {
    open: async (path: unknown) => {
      if (user.phase !== 'init') throw new Error('open() is only available in the init context');
      const text = String(path);
      return Promise.resolve(new ScriptFile(text, user.context.files.bytes(text)));
    },
    SeekMode: seekModes,
  };
}
