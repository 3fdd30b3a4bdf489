/** What lost connections left behind, for a while: a client that comes back goes on where it was. */

import type { Cancel, Timetable } from '../time/timetable.ts';
import type { Connection } from './connection.ts';
import { Estate } from './estate.ts';
import type { Turns } from './turns.ts';

interface Entry {
  readonly user: string;
  readonly estate: Estate;
  readonly leftUs: number;
  /** Stops the timer of one whose turns go on: they must not outlive it. */
  readonly cancel: Cancel;
}

export interface EstatesOptions {
  readonly keepMs: number;
  /** Events kept of each; 0 where nobody watches acknowledgements. */
  readonly replayEvents: number;
  readonly timetable: Timetable;
}

/** Beyond this the oldest is forgotten, however young it is. */
const entriesKept = 5000;

export class Estates {
  readonly #options: EstatesOptions;
  /** By connection id, in the order of leaving. */
  readonly #entries = new Map<string, Entry>();

  constructor(options: EstatesOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Does nothing for a connection that has nothing to leave. */
  leave(connection: Connection): void {
    const { keepMs, timetable } = this.#options;
    const { id, user } = connection;
    this.#forgetOld();
    const estate = this.of(connection, connection.turns);
    if (estate.isEmpty) return;
    this.#forget(id);
    const leftUs = timetable.nowUs;
    const forget = (): void => {
      this.#forget(id);
    };
    const cancel = estate.isGrowing ? timetable.after(keepMs, forget) : nothing;
    this.#entries.set(id, { user, estate, leftUs, cancel });
  }

  /** Of a connection that is still there, with those of its turns that are to go on. */
  of(connection: Connection, turns: Turns | undefined): Estate {
    return new Estate(connection, { turns, replayEvents: this.#options.replayEvents });
  }

  /** Once only, and only by the user who left it. */
  take(id: string, user: string): Estate | undefined {
    this.#forgetOld();
    const entry = this.#entries.get(id);
    if (entry?.user !== user) return undefined;
    entry.cancel();
    this.#entries.delete(id);
    return entry.estate;
  }

  #forgetOld(): void {
    const { keepMs, timetable } = this.#options;
    for (const [id, { leftUs }] of this.#entries) {
      const isYoung = timetable.nowUs - leftUs < keepMs * 1000;
      if (isYoung && this.#entries.size < entriesKept) return;
      this.#forget(id);
    }
  }

  #forget(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    entry.cancel();
    entry.estate.end();
  }
}

function nothing(): void {
  // There is no timer.
}
