/**
 * Calls a peer dead that has sent nothing for a while. Simple and common, and wrong both ways: a reader who thinks is
 * reaped, a dead peer is kept for the whole limit.
 */

import type { Connection } from '../core/connection.ts';
import { unlinked } from '../time/activity-list.ts';
import type { Detector, PeerSign } from './detector.ts';
import type { Verdicts } from './verdicts.ts';
import { WatchList, type Watched } from './watch-list.ts';

export interface IdleOptions {
  readonly limitMs: number;
  readonly verdicts: Verdicts;
  readonly nowUs: () => number;
}

type Watch = Watched<Watch>;

export class Idle implements Detector {
  readonly name = 'idle';
  readonly #options: IdleOptions;
  readonly #watches = new WatchList<Watch>();

  constructor(options: IdleOptions) {
    this.#options = options;
  }

  opened(connection: Connection): void {
    const watch: Watch = { connection, ...unlinked<Watch>() };
    this.#watches.add(watch, this.#options.nowUs());
  }

  closed(connection: Connection): void {
    this.#watches.drop(connection);
  }

  heard(connection: Connection, sign: PeerSign): void {
    const watch = this.#watches.get(connection);
    if (watch !== undefined && sign !== 'pong')
      this.#watches.due.touch(watch, this.#options.nowUs());
  }

  sweep(nowUs: number, budget: number): number {
    const { limitMs, verdicts } = this.#options;
    return this.#watches.due.visitDue(nowUs - limitMs * 1000, budget, ({ connection }) => {
      verdicts.condemn(connection, this.name, 'idle');
    });
  }
}
