/**
 * Asks the only question that matters: do events arrive? Every interval an event must be on its way over the real
 * emit path, a `probe` if there is nothing else, and only the client's acknowledgement of it counts. A probe that
 * cannot be sent is no verdict by itself: a miss needs an interval in which the client got nothing.
 */

import type { Connection } from '../core/connection.ts';
import { ActivityList, unlinked, type Links } from '../time/activity-list.ts';
import type { PeerSign, Prober } from './detector.ts';
import type { Verdicts } from './verdicts.ts';

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

interface Watch extends Links<Watch> {
  readonly connection: Connection;
  /** An event was on its way when it was last judged. */
  isAwaiting: boolean;
  hasProgress: boolean;
  misses: number;
}

export class FunctionalProbe implements Prober {
  readonly name = 'functional-probe';
  readonly #options: FunctionalProbeOptions;
  readonly #watches = new Map<Connection, Watch>();
  readonly #due = new ActivityList<Watch>();
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
      hasProgress: false,
      misses: 0,
    };
    this.#watches.set(connection, watch);
    this.#due.touch(watch, this.#options.nowUs());
  }

  closed(connection: Connection): void {
    const watch = this.#watches.get(connection);
    if (watch === undefined) return;
    this.#watches.delete(connection);
    watch.list?.remove(watch);
  }

  heard(connection: Connection, sign: PeerSign): void {
    if (sign !== 'progress') return;
    const watch = this.#watches.get(connection);
    if (watch === undefined) return;
    watch.hasProgress = true;
    if (watch.list === this.#urgent) this.#due.touch(watch, this.#options.nowUs());
    if (watch.misses === 0) return;
    watch.misses = 0;
    this.#options.verdicts.clear(connection, this.name);
  }

  /** Probes these at once and at the urgent pace until each has shown progress or is condemned. */
  hurry(connections: Iterable<Connection>): void {
    for (const connection of connections) {
      const watch = this.#watches.get(connection);
      if (watch === undefined || watch.list === this.#urgent) continue;
      if (!watch.isAwaiting || watch.hasProgress) this.#await(watch);
      this.#urgent.touch(watch, this.#options.nowUs());
    }
  }

  sweep(nowUs: number, budget: number): number {
    const { urgentMs, intervalMs } = this.#options;
    const visit = (watch: Watch): void => {
      const isUrgent = watch.list === this.#urgent;
      this.#judge(watch);
      // Once condemned it needs no hurry any more.
      const isPending = watch.connection.state !== 'zombie';
      (isUrgent && isPending ? this.#urgent : this.#due).touch(watch, nowUs);
    };
    const urgent = this.#urgent.visitDue(nowUs - urgentMs * 1000, budget, visit);
    return urgent + this.#due.visitDue(nowUs - intervalMs * 1000, budget - urgent, visit);
  }

  #judge(watch: Watch): void {
    const { verdicts, misses } = this.#options;
    if (watch.isAwaiting && !watch.hasProgress) {
      watch.misses++;
      if (watch.misses === 1) verdicts.suspect(watch.connection);
      if (watch.misses >= misses)
        verdicts.condemn(watch.connection, this.name, 'events do not arrive');
    }
    this.#await(watch);
  }

  #await(watch: Watch): void {
    watch.hasProgress = false;
    watch.isAwaiting = true;
    if (!watch.connection.emitter.isOutstanding) this.#options.probe(watch.connection);
  }
}
