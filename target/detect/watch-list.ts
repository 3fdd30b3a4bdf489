/** Whom a detector watches, in the order in which they are due. */

import type { Connection } from '../core/connection.ts';
import { ActivityList } from '../time/activity-list.ts';
import type { Ledger } from '../time/ledger.ts';

/** Who sits where, and what is known of each; the server's registry. */
export interface Seats {
  readonly ledger: Ledger;
  at(seat: number): Connection | undefined;
}

/** More than the loads a processor has under way at a time; as many as a sweep looks at between two looks at the clock. */
const lookAhead = 64;
/** In place of a connection that is gone. */
const nobody = { seq: 0, wire: { bufferedAmount: 0 } };

export class WatchList {
  readonly #seats: Seats;
  readonly #ledger: Ledger;
  readonly #due: ActivityList;
  readonly #nextSeats = new Int32Array(lookAhead);
  readonly #next = new Array<Connection | undefined>(lookAhead).fill(undefined);
  /** Sum of what was touched ahead; without it the processor would not be told to read. */
  touched = 0;

  /** `ledger`: where a visitor looks up what is known of each. */
  constructor(seats: Seats, ledger = seats.ledger) {
    this.#seats = seats;
    this.#ledger = ledger;
    this.#due = new ActivityList(ledger);
  }

  get size(): number {
    return this.#due.size;
  }

  has({ seat }: Connection): boolean {
    return this.#due.has(seat);
  }

  /** Begins to watch, or starts the wait again. Does nothing for a connection that is gone and has no seat. */
  touch({ seat }: Connection, nowUs: number): void {
    this.#due.touch(seat, nowUs);
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
   * and one after the other each would be waited for by itself. Several short loops, so that many rounds of each are
   * under way at once. Returns of how many.
   */
  #touchNext(untilUs: number): number {
    const [seats, next] = [this.#nextSeats, this.#next];
    const count = this.#due.peekDue(untilUs, seats);
    let sum = 0;
    for (let index = 0; index < count; index++) next[index] = this.#seats.at(seats[index] ?? 0);
    for (let index = 0; index < count; index++) sum += this.#ledger.touch(seats[index] ?? 0);
    for (let index = 0; index < count; index++) sum += (next[index] ?? nobody).seq;
    for (let index = 0; index < count; index++) sum += (next[index] ?? nobody).wire.bufferedAmount;
    next.fill(undefined);
    this.touched = sum;
    return count;
  }
}
