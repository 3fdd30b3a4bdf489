/**
 * Pings on schedule, whatever else is sent, and counts the intervals in which nothing at all came from the peer.
 * Sees half-open sockets and frozen clients; blind to a stalled emitter, because the library answers pings below it.
 */

import type { Connection } from '../core/connection.ts';
import { unlinked } from '../time/activity-list.ts';
import type { Detector } from './detector.ts';
import type { Verdicts } from './verdicts.ts';
import { WatchList, type Watched } from './watch-list.ts';

export interface HeartbeatOptions {
  readonly intervalMs: number;
  readonly misses: number;
  readonly verdicts: Verdicts;
  /** Fair time, in microseconds. */
  readonly nowUs: () => number;
}

interface Watch extends Watched<Watch> {
  isHeard: boolean;
  misses: number;
}

export class Heartbeat implements Detector {
  readonly name = 'heartbeat';
  readonly #options: HeartbeatOptions;
  readonly #watches = new WatchList<Watch>();

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  opened(connection: Connection): void {
    const watch: Watch = { connection, ...unlinked<Watch>(), isHeard: true, misses: 0 };
    this.#watches.add(watch, this.#options.nowUs());
  }

  closed(connection: Connection): void {
    this.#watches.drop(connection);
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
    return this.#watches.due.visitDue(nowUs - this.#options.intervalMs * 1000, budget, (watch) => {
      this.#watches.due.touch(watch, nowUs);
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
