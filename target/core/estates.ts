/** What lost connections left undelivered, for a while: a client that comes back goes on where it was. */

import type { Connection } from './connection.ts';
import type { Estate } from './emitter.ts';

interface Entry {
  readonly user: string;
  readonly estate: Estate;
  readonly leftUs: number;
}

/** Beyond this the oldest is forgotten, however young it is. */
const entriesKept = 5000;

export class Estates {
  readonly #keepUs: number;
  /** By connection id, in the order of leaving. */
  readonly #entries = new Map<string, Entry>();

  constructor(keepMs: number) {
    this.#keepUs = keepMs * 1000;
  }

  get size(): number {
    return this.#entries.size;
  }

  leave(connection: Connection, nowUs: number): void {
    const { id, user, emitter } = connection;
    this.#forgetOld(nowUs);
    if (emitter.seq === 0) return;
    this.#entries.delete(id);
    this.#entries.set(id, { user, estate: emitter.estate(), leftUs: nowUs });
  }

  /** Once only, and only by the user who left it. */
  take(id: string, user: string, nowUs: number): Estate | undefined {
    this.#forgetOld(nowUs);
    const entry = this.#entries.get(id);
    if (entry?.user !== user) return undefined;
    this.#entries.delete(id);
    return entry.estate;
  }

  #forgetOld(nowUs: number): void {
    for (const [id, { leftUs }] of this.#entries) {
      if (nowUs - leftUs < this.#keepUs && this.#entries.size < entriesKept) return;
      this.#entries.delete(id);
    }
  }
}
