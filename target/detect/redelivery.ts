/**
 * Watches that what was emitted is acknowledged, and sends it again when it is not: an event lost on the way is
 * replayed, or its loss is told. Not a detector of zombies: it condemns nobody.
 */

import type { Connection } from '../core/connection.ts';
import { unlinked } from '../time/activity-list.ts';
import type { Detector, PeerSign } from './detector.ts';
import { WatchList, type Watched } from './watch-list.ts';

export interface RedeliveryOptions {
  readonly resendMs: number;
  readonly nowUs: () => number;
}

interface Watch extends Watched<Watch> {
  /** Replays since the last progress. */
  replays: number;
  /** Checks to let pass before the next replay: doubles with each in vain. */
  rest: number;
}

/** A client that is only slow must not be flooded: at most one replay every so many intervals. */
const longestRest = 8;

export class Redelivery implements Detector {
  readonly name = 'redelivery';
  readonly #options: RedeliveryOptions;
  /** Only connections with something on its way. */
  readonly #watches = new WatchList<Watch>();

  constructor(options: RedeliveryOptions) {
    this.#options = options;
  }

  opened(): void {
    // Nothing is on its way yet.
  }

  closed(connection: Connection): void {
    this.#watches.drop(connection);
  }

  emitted(connection: Connection): void {
    if (this.#watches.get(connection) !== undefined) return;
    const watch: Watch = { connection, ...unlinked<Watch>(), replays: 0, rest: 0 };
    this.#watches.add(watch, this.#options.nowUs());
  }

  heard(connection: Connection, sign: PeerSign): void {
    if (sign !== 'progress') return;
    const watch = this.#watches.get(connection);
    if (watch === undefined) return;
    watch.replays = 0;
    watch.rest = 0;
    if (connection.emitter.isOutstanding) this.#watches.due.touch(watch, this.#options.nowUs());
    else this.closed(connection);
  }

  sweep(nowUs: number, budget: number): number {
    return this.#watches.due.visitDue(nowUs - this.#options.resendMs * 1000, budget, (watch) => {
      this.#watches.due.touch(watch, nowUs);
      this.#resend(watch);
    });
  }

  #resend(watch: Watch): void {
    const { emitter, wire } = watch.connection;
    // What still waits in this process is not lost.
    if (wire.bufferedAmount > 0) return;
    if (watch.rest > 0) {
      watch.rest--;
      return;
    }
    emitter.replay(emitter.ackedSeq + 1);
    watch.rest = Math.min(2 ** watch.replays - 1, longestRest);
    watch.replays++;
  }
}
