/**
 * Watches that what was emitted is acknowledged, and sends it again when it is not: an event lost on the way is
 * replayed, or its loss is told. Not a detector of zombies: it condemns nobody.
 */

import type { Connection } from '../core/connection.ts';
import type { Records } from '../time/ledger.ts';
import type { Detector, PeerSign } from './detector.ts';
import { WatchList, type Seats } from './watch-list.ts';

export interface RedeliveryOptions {
  readonly resendMs: number;
  readonly seats: Seats;
  readonly nowUs: () => number;
}

/** A client that is only slow must not be flooded: at most one replay every so many intervals. */
const longestRest = 8;

/** Fields of a record: checks to let pass before the next replay; the rest after that, doubled with each in vain. */
const rest = 0;
const nextRest = 1;

export class Redelivery implements Detector {
  readonly name = 'redelivery';
  readonly hears = ['progress'] as const;
  readonly #options: RedeliveryOptions;
  /** Only connections with something on its way. */
  readonly #watches: WatchList;
  readonly #records: Records;

  constructor(options: RedeliveryOptions) {
    this.#options = options;
    this.#watches = new WatchList(options.seats);
    this.#records = options.seats.ledger.claim(2);
  }

  opened(): void {
    // Nothing is on its way yet.
  }

  closed(connection: Connection): void {
    this.#watches.drop(connection);
  }

  emitted(connection: Connection): void {
    if (this.#watches.has(connection)) return;
    this.#start(connection);
    this.#watches.touch(connection, this.#options.nowUs());
  }

  heard(connection: Connection, sign: PeerSign): void {
    if (sign !== 'progress' || !this.#watches.has(connection)) return;
    this.#start(connection);
    if (connection.emitter.isOutstanding) this.#watches.touch(connection, this.#options.nowUs());
    else this.closed(connection);
  }

  sweep(nowUs: number, budget: number): number {
    const dueUs = nowUs - this.#options.resendMs * 1000;
    return this.#watches.visitDue(dueUs, budget, (connection) => {
      this.#watches.touch(connection, nowUs);
      this.#resend(connection);
    });
  }

  #start({ seat }: Connection): void {
    this.#records.set(seat, rest, 0);
    this.#records.set(seat, nextRest, 0);
  }

  #resend({ emitter, wire, seat }: Connection): void {
    // What still waits in this process is not lost.
    if (wire.bufferedAmount > 0) return;
    const left = this.#records.get(seat, rest);
    if (left > 0) {
      this.#records.set(seat, rest, left - 1);
      return;
    }
    emitter.replay(emitter.ackedSeq + 1);
    const next = this.#records.get(seat, nextRest);
    this.#records.set(seat, rest, next);
    this.#records.set(seat, nextRest, Math.min(2 * next + 1, longestRest));
  }
}
