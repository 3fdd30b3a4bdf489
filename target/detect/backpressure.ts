/**
 * Bounds what waits for a client that takes nothing: in bytes, and in the age of the oldest byte, so that a reader who
 * trickles along is bounded as well as one who stopped.
 */

import type { Connection } from '../core/connection.ts';
import { unlinked } from '../time/activity-list.ts';
import type { Detector } from './detector.ts';
import type { Verdicts } from './verdicts.ts';
import { WatchList, type Watched } from './watch-list.ts';

export interface BackpressureOptions {
  readonly queueBytes: number;
  readonly queueAgeMs: number;
  readonly verdicts: Verdicts;
  readonly nowUs: () => number;
}

interface Watch extends Watched<Watch> {
  /** When `sentLength` of the emitter reached `mark`, something was waiting. */
  mark: number;
  markUs: number;
}

/** Looks this many times within the age limit. */
const looks = 4;

export class Backpressure implements Detector {
  readonly name = 'backpressure';
  readonly #options: BackpressureOptions;
  /** Only connections with something waiting. */
  readonly #watches = new WatchList<Watch>();

  constructor(options: BackpressureOptions) {
    this.#options = options;
  }

  opened(): void {
    // Nothing waits yet.
  }

  heard(): void {
    // A client that talks and does not read is judged alike.
  }

  closed(connection: Connection): void {
    this.#watches.drop(connection);
  }

  emitted(connection: Connection): void {
    const waiting = connection.wire.bufferedAmount;
    if (waiting === 0) return;
    if (waiting > this.#options.queueBytes) this.#condemn(connection, 'too many bytes wait for it');
    if (this.#watches.get(connection) !== undefined) return;
    const nowUs = this.#options.nowUs();
    const mark = connection.emitter.sentLength;
    const watch: Watch = { connection, mark, markUs: nowUs, ...unlinked<Watch>() };
    this.#watches.add(watch, nowUs);
  }

  sweep(nowUs: number, budget: number): number {
    const everyUs = (this.#options.queueAgeMs * 1000) / looks;
    return this.#watches.due.visitDue(nowUs - everyUs, budget, (watch) => {
      this.#watches.due.touch(watch, nowUs);
      this.#judge(watch, nowUs);
    });
  }

  #judge(watch: Watch, nowUs: number): void {
    const { connection } = watch;
    const { bufferedAmount } = connection.wire;
    const { sentLength } = connection.emitter;
    if (bufferedAmount === 0) this.closed(connection);
    else if (sentLength - bufferedAmount >= watch.mark) {
      watch.mark = sentLength;
      watch.markUs = nowUs;
    } else if (nowUs - watch.markUs >= this.#options.queueAgeMs * 1000) {
      this.#condemn(connection, 'it takes too long to read');
    }
  }

  #condemn(connection: Connection, reason: string): void {
    this.#options.verdicts.condemn(connection, this.name, reason);
  }
}
