/**
 * Pings on schedule, whatever else is sent, and counts the intervals in which nothing at all came from the peer.
 * Sees half-open sockets and frozen clients; blind to a stalled emitter, because the library answers pings below it.
 */

import type { Connection } from '../core/connection.ts';
import { Records } from '../time/records.ts';
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

/** Fields of a record: 1 where something came since the last ping; intervals missed. */
const isHeard = 0;
const missed = 1;

export class Heartbeat implements Detector {
  readonly name = 'heartbeat';
  readonly #options: HeartbeatOptions;
  readonly #watches: WatchList;
  readonly #records = new Records(2);

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#watches = new WatchList(options.seats, this.#records);
  }

  opened(connection: Connection): void {
    this.#records.set(connection.seat, isHeard, 1);
    this.#records.set(connection.seat, missed, 0);
    this.#watches.touch(connection, this.#options.nowUs());
  }

  closed(connection: Connection): void {
    this.#watches.drop(connection);
  }

  heard(connection: Connection): void {
    const { seat } = connection;
    if (!this.#watches.has(connection)) return;
    this.#records.set(seat, isHeard, 1);
    if (this.#records.get(seat, missed) === 0) return;
    this.#records.set(seat, missed, 0);
    this.#options.verdicts.clear(connection, this.name);
  }

  sweep(nowUs: number, budget: number): number {
    const dueUs = nowUs - this.#options.intervalMs * 1000;
    return this.#watches.visitDue(dueUs, budget, (connection) => {
      this.#watches.touch(connection, nowUs);
      this.#judge(connection);
    });
  }

  #judge(connection: Connection): void {
    const { seat } = connection;
    if (this.#records.get(seat, isHeard) === 0) this.#missed(connection);
    this.#records.set(seat, isHeard, 0);
    connection.wire.ping();
  }

  #missed(connection: Connection): void {
    const { verdicts, misses } = this.#options;
    const count = this.#records.get(connection.seat, missed) + 1;
    this.#records.set(connection.seat, missed, count);
    if (count === 1) verdicts.suspect(connection);
    if (count >= misses) verdicts.condemn(connection, this.name, 'no answer to pings');
  }
}
