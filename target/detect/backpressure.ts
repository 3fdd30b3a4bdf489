/**
 * Bounds what waits for a client that takes nothing: in bytes, and in the age of the oldest byte, so that a reader who
 * trickles along is bounded as well as one who stopped.
 */

import type { Connection } from '../core/connection.ts';
import { Ledger, type Records } from '../time/ledger.ts';
import type { Detector } from './detector.ts';
import type { Verdicts } from './verdicts.ts';
import { WatchList, type Seats } from './watch-list.ts';

export interface BackpressureOptions {
  readonly queueBytes: number;
  readonly queueAgeMs: number;
  readonly verdicts: Verdicts;
  readonly seats: Seats;
  readonly nowUs: () => number;
}

/** Looks this many times within the age limit. */
const looks = 4;

/** Fields of a record: when `sentLength` of the emitter reached the mark, something was waiting. */
const mark = 0;
const markUs = 1;

export class Backpressure implements Detector {
  readonly name = 'backpressure';
  readonly hears = [] as const;
  readonly #options: BackpressureOptions;
  /** Only connections with something waiting. */
  readonly #watches: WatchList;
  readonly #records: Records;

  constructor(options: BackpressureOptions) {
    this.#options = options;
    // Of its own: hardly anybody is ever in it.
    const ledger = new Ledger();
    this.#watches = new WatchList(options.seats, ledger);
    this.#records = ledger.claim(2);
  }

  opened(): void {
    // Nothing waits yet.
  }

  heard(): void {
    // A client that talks and does not read is judged by what was answered.
  }

  closed(connection: Connection): void {
    this.#watches.drop(connection);
  }

  /** Who only asks and never reads is bounded as well. */
  answered(connection: Connection): void {
    this.emitted(connection);
  }

  emitted(connection: Connection): void {
    const waiting = connection.wire.bufferedAmount;
    if (waiting === 0) return;
    if (waiting > this.#options.queueBytes) this.#condemn(connection, 'too many bytes wait for it');
    if (this.#watches.has(connection)) return;
    const nowUs = this.#options.nowUs();
    this.#mark(connection, nowUs);
    this.#watches.touch(connection, nowUs);
  }

  sweep(nowUs: number, budget: number): number {
    const everyUs = (this.#options.queueAgeMs * 1000) / looks;
    return this.#watches.visitDue(nowUs - everyUs, budget, (connection) => {
      this.#watches.touch(connection, nowUs);
      this.#judge(connection, nowUs);
    });
  }

  #mark({ seat, emitter }: Connection, nowUs: number): void {
    this.#records.set(seat, mark, emitter.sentLength);
    this.#records.set(seat, markUs, nowUs);
  }

  #judge(connection: Connection, nowUs: number): void {
    const { bufferedAmount } = connection.wire;
    const { emitter, seat } = connection;
    const waitedUs = nowUs - this.#records.get(seat, markUs);
    if (bufferedAmount === 0) this.closed(connection);
    else if (emitter.sentLength - bufferedAmount >= this.#records.get(seat, mark))
      this.#mark(connection, nowUs);
    else if (waitedUs >= this.#options.queueAgeMs * 1000)
      this.#condemn(connection, 'it takes too long to read');
  }

  #condemn(connection: Connection, reason: string): void {
    this.#options.verdicts.condemn(connection, this.name, reason);
  }
}
