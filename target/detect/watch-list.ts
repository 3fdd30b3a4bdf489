/** Whom a detector watches, in the order in which they are due. What it counts of each lies in columns by seat. */

import type { Connection } from '../core/connection.ts';
import { ActivityList } from '../time/activity-list.ts';

/** Who sits where; the server's registry. */
export interface Seats {
  at(seat: number): Connection | undefined;
}

export class WatchList {
  readonly #seats: Seats;
  readonly #due = new ActivityList();

  constructor(seats: Seats) {
    this.#seats = seats;
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
    return this.#due.visitDue(untilUs, budget, (seat) => {
      const connection = this.#seats.at(seat);
      if (connection !== undefined) visit(connection);
    });
  }
}
