/** For which connections that are gone, or zombies, the server still does work: noted look by look, as the census tells it. */

import type { HistoryEvent } from '../contracts/history.ts';
import type { EventLog } from './event-log.ts';
import type { LiveConnections } from './live-connections.ts';

/** When a census was asked for, and when it was here. */
export interface Asked {
  readonly beganUs: number;
  readonly atUs: number;
}

export interface OrphanWorkContext {
  readonly log: Pick<EventLog, 'record'>;
  readonly live: Pick<LiveConnections, 'has'>;
}

export class OrphanWork {
  readonly #context: OrphanWorkContext;
  /** Proven victims of the faults that are on, by fault. */
  readonly #zombies = new Map<string, readonly string[]>();
  /** Those told of as orphaned, and not yet as over. */
  readonly #orphans = new Set<string>();
  #previous: { readonly beganUs: number; readonly work: ReadonlySet<string> } = {
    beganUs: 0,
    work: new Set(),
  };

  constructor(context: OrphanWorkContext) {
    this.#context = context;
  }

  note(event: HistoryEvent): void {
    if (event.kind === 'fault.proof' && event.zombies) {
      const known = this.#zombies.get(event.fault) ?? [];
      this.#zombies.set(event.fault, [...known, ...event.victims]);
    } else if (event.kind === 'fault.heal') this.#zombies.delete(event.fault);
  }

  /** `listed`: all that the server works for. */
  look(listed: readonly string[], { beganUs, atUs }: Asked): void {
    const { log } = this.#context;
    const zombies = new Set([...this.#zombies.values()].flat());
    const isDead = (id: string): boolean => zombies.has(id) || !this.#context.live.has(id);
    const work = new Set(listed);
    for (const connection of this.#previous.work) {
      const isOver = isDead(connection) ? !work.has(connection) : this.#orphans.has(connection);
      if (!isOver) continue;
      log.record({ kind: 'work.over', connection, atUs, seenUntilUs: this.#previous.beganUs });
      this.#orphans.delete(connection);
    }
    for (const connection of work) {
      if (this.#orphans.has(connection) || !isDead(connection)) continue;
      log.record({ kind: 'work.orphaned', connection, atUs });
      this.#orphans.add(connection);
    }
    this.#previous = { beganUs, work };
  }
}
