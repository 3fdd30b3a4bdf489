/**
 * Asks the only question that matters: do events arrive? Every interval an event must be on its way over the real
 * emit path, a `probe` if there is nothing else, and only the client's acknowledgement of it counts. A probe that
 * cannot be sent is no verdict by itself: a miss needs an interval in which the client got nothing.
 */

import type { Connection } from '../core/connection.ts';
import { ActivityList, unlinked } from '../time/activity-list.ts';
import type { PeerSign, Prober } from './detector.ts';
import type { Verdicts } from './verdicts.ts';
import { WatchList, type Watched } from './watch-list.ts';

export interface FunctionalProbeOptions {
  readonly intervalMs: number;
  /** The interval while somebody waits for a slot. */
  readonly urgentMs: number;
  readonly misses: number;
  readonly verdicts: Verdicts;
  readonly nowUs: () => number;
  /** Sends a probe on the real emit path. */
  readonly probe: (connection: Connection) => void;
}

interface Watch extends Watched<Watch> {
  /** An event has been on its way since `armedUs`. */
  isAwaiting: boolean;
  armedUs: number;
  hasProgress: boolean;
  misses: number;
}

export class FunctionalProbe implements Prober {
  readonly name = 'functional-probe';
  readonly #options: FunctionalProbeOptions;
  readonly #watches = new WatchList<Watch>();
  readonly #urgent = new ActivityList<Watch>();

  constructor(options: FunctionalProbeOptions) {
    this.#options = options;
  }

  get hurrying(): number {
    return this.#urgent.size;
  }

  opened(connection: Connection): void {
    const watch: Watch = {
      connection,
      ...unlinked<Watch>(),
      isAwaiting: false,
      armedUs: 0,
      hasProgress: false,
      misses: 0,
    };
    this.#watches.add(watch, this.#options.nowUs());
  }

  closed(connection: Connection): void {
    this.#watches.drop(connection);
  }

  heard(connection: Connection, sign: PeerSign): void {
    if (sign !== 'progress') return;
    const watch = this.#watches.get(connection);
    if (watch === undefined) return;
    watch.hasProgress = true;
    if (watch.list === this.#urgent) this.#watches.due.touch(watch, this.#options.nowUs());
    if (watch.misses === 0) return;
    watch.misses = 0;
    this.#options.verdicts.clear(connection, this.name);
  }

  hurry(connections: Iterable<Connection>): void {
    for (const connection of connections) {
      const watch = this.#watches.get(connection);
      if (watch === undefined || watch.list === this.#urgent) continue;
      const nowUs = this.#options.nowUs();
      if (!watch.isAwaiting || watch.hasProgress) this.#await(watch, nowUs);
      this.#urgent.touch(watch, nowUs);
      this.#judgeUrgent(watch, nowUs);
    }
  }

  sweep(nowUs: number, budget: number): number {
    // The urgent ones are few, and looked at each tick: how long each has waited differs.
    const urgent = this.#urgent.visitDue(nowUs - 1, budget, (watch) => {
      this.#urgent.touch(watch, nowUs);
      this.#judgeUrgent(watch, nowUs);
    });
    const dueUs = nowUs - this.#options.intervalMs * 1000;
    const due = this.#watches.due.visitDue(dueUs, budget - urgent, (watch) => {
      this.#watches.due.touch(watch, nowUs);
      this.#judge(watch, nowUs);
    });
    return urgent + due;
  }

  #judgeUrgent(watch: Watch, nowUs: number): void {
    if (nowUs - watch.armedUs < this.#options.urgentMs * 1000) return;
    this.#judge(watch, nowUs);
    const { verdicts } = this.#options;
    // Two misses by two detectors are two misses.
    if (watch.misses > 0 && verdicts.suspicionsOf(watch.connection) > 1) {
      verdicts.condemn(watch.connection, this.name, 'neither events nor pings arrive');
    }
    // Once condemned it needs no hurry any more.
    if (watch.connection.state === 'zombie') this.#watches.due.touch(watch, nowUs);
  }

  #judge(watch: Watch, nowUs: number): void {
    const { verdicts, misses } = this.#options;
    if (watch.isAwaiting && !watch.hasProgress) {
      watch.misses++;
      if (watch.misses === 1) verdicts.suspect(watch.connection);
      if (watch.misses >= misses)
        verdicts.condemn(watch.connection, this.name, 'events do not arrive');
    }
    this.#await(watch, nowUs);
  }

  #await(watch: Watch, nowUs: number): void {
    watch.armedUs = nowUs;
    watch.hasProgress = false;
    watch.isAwaiting = true;
    if (!watch.connection.emitter.isOutstanding) this.#options.probe(watch.connection);
  }
}
