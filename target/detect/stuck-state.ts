/**
 * Sees events that went into the emit path and did not come out at its bottom: a handler that hangs or throws. Needs
 * no word from the client, so it also serves clients that acknowledge nothing.
 */

import type { Connection } from '../core/connection.ts';
import { Ledger, type Records } from '../time/ledger.ts';
import type { Detector } from './detector.ts';
import type { Verdicts } from './verdicts.ts';
import { WatchList, type Seats } from './watch-list.ts';

export interface StuckStateOptions {
  readonly intervalMs: number;
  readonly misses: number;
  readonly verdicts: Verdicts;
  readonly seats: Seats;
  readonly nowUs: () => number;
}

/** Fields of a record: how far it had come at the last look; intervals missed. */
const delivered = 0;
const missed = 1;

export class StuckState implements Detector {
  readonly name = 'stuck-state';
  readonly hears = [] as const;
  readonly #options: StuckStateOptions;
  /** Only connections with something stuck. */
  readonly #watches: WatchList;
  readonly #records: Records;

  constructor(options: StuckStateOptions) {
    this.#options = options;
    // Of its own: hardly anybody is ever in it.
    const ledger = new Ledger();
    this.#watches = new WatchList(options.seats, ledger);
    this.#records = ledger.claim(2);
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
    const { emitter, seat } = connection;
    if (!emitter.isStuck || this.#watches.has(connection)) return;
    this.#records.set(seat, delivered, emitter.deliveredSeq);
    this.#records.set(seat, missed, 0);
    this.#watches.touch(connection, this.#options.nowUs());
  }

  sweep(nowUs: number, budget: number): number {
    const dueUs = nowUs - this.#options.intervalMs * 1000;
    return this.#watches.visitDue(dueUs, budget, (connection) => {
      this.#watches.touch(connection, nowUs);
      this.#judge(connection);
    });
  }

  #judge(connection: Connection): void {
    const { verdicts } = this.#options;
    const { seat } = connection;
    const { isStuck, deliveredSeq } = connection.emitter;
    if (isStuck && deliveredSeq <= this.#records.get(seat, delivered)) {
      this.#missed(connection);
      return;
    }
    if (this.#records.get(seat, missed) > 0) verdicts.clear(connection, this.name);
    this.#records.set(seat, missed, 0);
    this.#records.set(seat, delivered, deliveredSeq);
    if (!isStuck) this.closed(connection);
  }

  #missed(connection: Connection): void {
    const { verdicts, misses } = this.#options;
    const count = this.#records.get(connection.seat, missed) + 1;
    this.#records.set(connection.seat, missed, count);
    if (count === 1) verdicts.suspect(connection);
    if (count >= misses) verdicts.condemn(connection, this.name, 'the emit path is stuck');
  }
}
