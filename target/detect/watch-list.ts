/** What a detector keeps: a watch a connection, and the watches in the order in which they are due. */

import type { Connection } from '../core/connection.ts';
import { ActivityList, type Links } from '../time/activity-list.ts';

/** What every watch carries; a detector adds what it counts. */
export interface Watched<Watch> extends Links<Watch> {
  readonly connection: Connection;
}

export class WatchList<Watch extends Watched<Watch>> {
  readonly due = new ActivityList<Watch>();
  readonly #watches = new Map<Connection, Watch>();

  get(connection: Connection): Watch | undefined {
    return this.#watches.get(connection);
  }

  /** Begins to watch; due after whatever the detector waits. */
  add(watch: Watch, nowUs: number): void {
    this.#watches.set(watch.connection, watch);
    this.due.touch(watch, nowUs);
  }

  /** Takes the watch off, out of whichever list it is in. Does nothing for a connection that is not watched. */
  drop(connection: Connection): void {
    const watch = this.#watches.get(connection);
    if (watch === undefined) return;
    this.#watches.delete(connection);
    watch.list?.remove(watch);
  }
}
