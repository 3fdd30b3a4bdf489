/**
 * Pings on schedule, whatever else is sent, and counts the intervals in which nothing at all came from the peer.
 * Sees half-open sockets and frozen clients; blind to a stalled emitter, because the library answers pings below it.
 */

import type { Connection } from '../core/connection.ts';
import { ActivityList, unlinked, type Links } from '../time/activity-list.ts';
import type { Detector } from './detector.ts';
import type { Verdicts } from './verdicts.ts';

export interface HeartbeatOptions {
  readonly intervalMs: number;
  readonly misses: number;
  readonly verdicts: Verdicts;
  /** Fair time, in microseconds. */
  readonly nowUs: () => number;
}

interface Watch extends Links<Watch> {
  readonly connection: Connection;
  isHeard: boolean;
  misses: number;
}

export class Heartbeat implements Detector {
  readonly name = 'heartbeat';
  readonly #options: HeartbeatOptions;
  readonly #watches = new Map<Connection, Watch>();
  readonly #due = new ActivityList<Watch>();

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  opened(connection: Connection): void {
    const watch: Watch = { connection, ...unlinked<Watch>(), isHeard: true, misses: 0 };
    this.#watches.set(connection, watch);
    this.#due.touch(watch, this.#options.nowUs());
  }

  closed(connection: Connection): void {
    const watch = this.#watches.get(connection);
    if (watch === undefined) return;
    this.#watches.delete(connection);
    this.#due.remove(watch);
  }

  heard(connection: Connection): void {
    const watch = this.#watches.get(connection);
    if (watch === undefined) return;
    watch.isHeard = true;
    if (watch.misses === 0) return;
    watch.misses = 0;
    this.#options.verdicts.clear(connection, this.name);
  }

  sweep(nowUs: number, budget: number): number {
    return this.#due.visitDue(nowUs - this.#options.intervalMs * 1000, budget, (watch) => {
      this.#due.touch(watch, nowUs);
      this.#judge(watch);
    });
  }

  #judge(watch: Watch): void {
    const { verdicts, misses } = this.#options;
    if (!watch.isHeard) {
      watch.misses++;
      if (watch.misses === 1) verdicts.suspect(watch.connection);
      if (watch.misses >= misses)
        verdicts.condemn(watch.connection, this.name, 'no answer to pings');
    }
    watch.isHeard = false;
    watch.connection.wire.ping();
  }
}
