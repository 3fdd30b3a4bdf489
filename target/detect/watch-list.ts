/** Whom a detector watches, in the order in which they are due. What it counts of each lies in columns by seat. */

import type { Connection } from '../core/connection.ts';
import { ActivityList } from '../time/activity-list.ts';
import type { Records } from '../time/records.ts';

/** Who sits where; the server's registry. */
export interface Seats {
  at(seat: number): Connection | undefined;
}

/** As many loads as a processor has under way at a time, and a few more. */
const lookAhead = 32;

export class WatchList {
  readonly #seats: Seats;
  readonly #records: Records | undefined;
  readonly #due = new ActivityList();
  readonly #next = new Int32Array(lookAhead);
  /** Sum of what was touched ahead; without it the processor would not be told to read. */
  touched = 0;

  /** `records`: what a visitor will want to know of each. */
  constructor(seats: Seats, records?: Records) {
    this.#seats = seats;
    this.#records = records;
  }

  get size(): number {
    return this.#due.size;
  }

  has({ seat }: Connection): boolean {
    return this.#due.has(seat);
  }

  /** Begins to watch, or starts the wait again. Does nothing for a connection that is gone and has no seat. */
  touch({ seat }: Connection, nowUs: number): void {
    if (seat >= 0) this.#due.touch(seat, nowUs);
  }

  /** Does nothing for a connection that is not watched. */
  drop({ seat }: Connection): void {
    this.#due.remove(seat);
  }

  /**
   * Visits who was last touched at `untilUs` or before, oldest first, at most `budget`. Whom the visitor does not
   * touch is dropped. Returns how many were visited.
   */
  visitDue(untilUs: number, budget: number, visit: (connection: Connection) => void): number {
    let touched = 0;
    return this.#due.visitDue(untilUs, budget, (seat) => {
      if (touched === 0) touched = this.#touchNext(untilUs);
      touched--;
      const connection = this.#seats.at(seat);
      if (connection !== undefined) visit(connection);
    });
  }

  /**
   * Touches what the next visits will need, so that their cache misses overlap: those due lie strewn over the memory,
   * and one after the other each would be waited for by itself. Returns of how many.
   */
  #touchNext(untilUs: number): number {
    const count = this.#due.peekDue(untilUs, this.#next);
    let sum = 0;
    for (let index = 0; index < count; index++) {
      const seat = this.#next[index] ?? 0;
      sum += this.#records?.get(seat, 0) ?? 0;
      const connection = this.#seats.at(seat);
      if (connection === undefined) continue;
      const { emitter, wire } = connection;
      sum += emitter.seq + emitter.sentLength + wire.bufferedAmount;
    }
    this.touched = sum;
    return count;
  }
}
