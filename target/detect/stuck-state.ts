/**
 * Sees events that went into the emit path and did not come out at its bottom: a handler that hangs or throws. Needs
 * no word from the client, so it also serves clients that acknowledge nothing.
 */

import type { Connection } from '../core/connection.ts';
import { unlinked } from '../time/activity-list.ts';
import type { Detector } from './detector.ts';
import type { Verdicts } from './verdicts.ts';
import { WatchList, type Watched } from './watch-list.ts';

export interface StuckStateOptions {
  readonly intervalMs: number;
  readonly misses: number;
  readonly verdicts: Verdicts;
  readonly nowUs: () => number;
}

interface Watch extends Watched<Watch> {
  deliveredSeq: number;
  misses: number;
}

export class StuckState implements Detector {
  readonly name = 'stuck-state';
  readonly #options: StuckStateOptions;
  /** Only connections with something stuck. */
  readonly #watches = new WatchList<Watch>();

  constructor(options: StuckStateOptions) {
    this.#options = options;
  }

  opened(): void {
    // Nothing is stuck yet.
  }

  heard(): void {
    // What the peer says is no news of the own emit path.
  }

  closed(connection: Connection): void {
    this.#watches.drop(connection);
  }

  emitted(connection: Connection): void {
    const { emitter } = connection;
    if (!emitter.isStuck || this.#watches.get(connection) !== undefined) return;
    const { deliveredSeq } = emitter;
    const watch: Watch = { connection, deliveredSeq, misses: 0, ...unlinked<Watch>() };
    this.#watches.add(watch, this.#options.nowUs());
  }

  sweep(nowUs: number, budget: number): number {
    return this.#watches.due.visitDue(nowUs - this.#options.intervalMs * 1000, budget, (watch) => {
      this.#watches.due.touch(watch, nowUs);
      this.#judge(watch);
    });
  }

  #judge(watch: Watch): void {
    const { verdicts, misses } = this.#options;
    const { connection } = watch;
    const { isStuck, deliveredSeq } = connection.emitter;
    if (!isStuck || deliveredSeq > watch.deliveredSeq) {
      if (watch.misses > 0) verdicts.clear(connection, this.name);
      watch.misses = 0;
      watch.deliveredSeq = deliveredSeq;
      if (!isStuck) this.closed(connection);
      return;
    }
    watch.misses++;
    if (watch.misses === 1) verdicts.suspect(connection);
    if (watch.misses >= misses) verdicts.condemn(connection, this.name, 'the emit path is stuck');
  }
}
