/**
 * Calls a peer dead that has sent nothing for a while. Simple and common, and wrong both ways: a reader who thinks is
 * reaped, a dead peer is kept for the whole limit.
 */

import type { Connection } from '../core/connection.ts';
import type { Detector, PeerSign } from './detector.ts';
import type { Verdicts } from './verdicts.ts';
import { WatchList, type Seats } from './watch-list.ts';

export interface IdleOptions {
  readonly limitMs: number;
  readonly verdicts: Verdicts;
  readonly seats: Seats;
  readonly nowUs: () => number;
}

export class Idle implements Detector {
  readonly name = 'idle';
  readonly #options: IdleOptions;
  readonly #watches: WatchList;

  constructor(options: IdleOptions) {
    this.#options = options;
    this.#watches = new WatchList(options.seats);
  }

  opened(connection: Connection): void {
    this.#watches.touch(connection, this.#options.nowUs());
  }

  closed(connection: Connection): void {
    this.#watches.drop(connection);
  }

  heard(connection: Connection, sign: PeerSign): void {
    if (sign !== 'pong' && this.#watches.has(connection))
      this.#watches.touch(connection, this.#options.nowUs());
  }

  sweep(nowUs: number, budget: number): number {
    const { limitMs, verdicts } = this.#options;
    return this.#watches.visitDue(nowUs - limitMs * 1000, budget, (connection) => {
      verdicts.condemn(connection, this.name, 'idle');
    });
  }
}
