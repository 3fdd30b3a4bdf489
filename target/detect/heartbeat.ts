/**
 * Pings on schedule, whatever else is sent, and counts the intervals in which nothing at all came from the peer.
 * Sees half-open sockets and frozen clients; blind to a stalled emitter, because the library answers pings below it.
 */

import type { Connection } from '../core/connection.ts';
import type { Records } from '../time/ledger.ts';
import type { Detector } from './detector.ts';
import type { Verdicts } from './verdicts.ts';
import { WatchList, type Seats } from './watch-list.ts';

export interface HeartbeatOptions {
  readonly intervalMs: number;
  readonly misses: number;
  readonly verdicts: Verdicts;
  readonly seats: Seats;
  /** Fair time, in microseconds. */
  readonly nowUs: () => number;
}

/** The field of a record: pings since something came; all but the last of them are intervals missed. */
const unanswered = 0;

export class Heartbeat implements Detector {
  readonly name = 'heartbeat';
  readonly #options: HeartbeatOptions;
  readonly #watches: WatchList;
  readonly #records: Records;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#watches = new WatchList(options.seats);
    this.#records = options.seats.ledger.claim(1);
  }

  opened(connection: Connection): void {
    this.#records.set(connection.seat, unanswered, 0);
    this.#watches.touch(connection, this.#options.nowUs());
  }

  closed(connection: Connection): void {
    this.#watches.drop(connection);
  }

  heard(connection: Connection): void {
    const { seat } = connection;
    if (!this.#watches.has(connection)) return;
    const pings = this.#records.get(seat, unanswered);
    if (pings === 0) return;
    this.#records.set(seat, unanswered, 0);
    if (pings > 1) this.#options.verdicts.clear(connection, this.name);
  }

  sweep(nowUs: number, budget: number): number {
    const dueUs = nowUs - this.#options.intervalMs * 1000;
    return this.#watches.visitDue(dueUs, budget, (connection) => {
      this.#watches.touch(connection, nowUs);
      this.#judge(connection);
    });
  }

  #judge(connection: Connection): void {
    const pings = this.#records.get(connection.seat, unanswered);
    if (pings > 0) this.#missed(connection, pings);
    this.#records.set(connection.seat, unanswered, pings + 1);
    connection.wire.ping();
  }

  #missed(connection: Connection, count: number): void {
    const { verdicts, misses } = this.#options;
    if (count === 1) verdicts.suspect(connection);
    if (count >= misses) verdicts.condemn(connection, this.name, 'no answer to pings');
  }
}
