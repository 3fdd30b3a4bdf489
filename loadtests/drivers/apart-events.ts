/** Events of users who live in a process of their own, as part of one load: one engine reports, all users count. */

import type { EventOf, HistoryEvent } from '../../harness/contracts/history.ts';

type Sample = EventOf<'load.sample'>;

/**
 * The first process reports for all: starts and users of the others are added to its samples. How late those are, and what
 * their script measures, is left out: they are there to be stopped.
 */
export class ApartEvents {
  readonly #users: number;
  readonly #samples = new Map<string, Sample>();
  readonly #open = new Map<string, Set<string>>();
  readonly #gone = new Set<string>();

  /** `users`: how many live apart. */
  constructor(users: number) {
    this.#users = users;
  }

  /** Of the first process; `process` where it too is there to be stopped, because nobody else is. */
  ofFirst(events: readonly HistoryEvent[], process?: string): readonly HistoryEvent[] {
    if (process !== undefined) for (const event of events) this.#note(process, event);
    if (this.#users === 0) return events;
    return events.map((event) => {
      if (event.kind === 'load.ready') return { ...event, users: event.users + this.#users };
      return event.kind === 'load.sample' ? this.#added(event) : event;
    });
  }

  /** Of another one; nothing once it is gone. */
  ofOther(process: string, events: readonly HistoryEvent[]): readonly HistoryEvent[] {
    if (this.#gone.has(process)) return [];
    return events.filter((event) => {
      if (event.kind === 'load.sample') this.#samples.set(process, event);
      else this.#note(process, event);
      return !event.kind.startsWith('load.') || event.kind === 'load.log';
    });
  }

  /** It was killed: ids of the connections that went with it. */
  lost(process: string): readonly string[] {
    this.#gone.add(process);
    const sample = this.#samples.get(process);
    if (sample !== undefined) this.#samples.set(process, { ...sample, usersActive: 0 });
    return [...(this.#open.get(process) ?? [])];
  }

  #note(process: string, event: HistoryEvent): void {
    const open = this.#open.get(process) ?? new Set();
    this.#open.set(process, open);
    if (event.kind === 'client.connecting') open.add(event.connection);
    else if (event.kind === 'client.closed' || event.kind === 'client.refused')
      open.delete(event.connection);
    else if (event.kind === 'client.vanished') open.delete(event.connection);
  }

  #added(first: Sample): Sample {
    const all = [first, ...this.#samples.values()];
    const sum = (of: (sample: Sample) => number): number =>
      all.reduce((total, sample) => total + of(sample), 0);
    return {
      ...first,
      plannedStarts: sum(({ plannedStarts }) => plannedStarts),
      achievedStarts: sum(({ achievedStarts }) => achievedStarts),
      dropped: sum(({ dropped }) => dropped),
      usersActive: sum(({ usersActive }) => usersActive),
    };
  }
}
