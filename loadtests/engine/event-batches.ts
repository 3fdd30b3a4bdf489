/** Events on their way to the parent, a few milliseconds' worth at a time: a system call each costs more than the event. */

import { alarmAfter } from './timers.ts';

/** A message of its own for each event was a third of an engine's CPU at a thousand connections a second. */
const everyMs = 20;

export class EventBatches<Event> {
  readonly #send: (events: readonly Event[]) => void;
  #waiting: Event[] = [];

  constructor(send: (events: readonly Event[]) => void) {
    this.#send = send;
  }

  add(event: Event): void {
    this.#waiting.push(event);
    if (this.#waiting.length > 1) return;
    alarmAfter(everyMs, () => {
      this.flush();
    });
  }

  /** Sends what waits, in order; nothing where nothing waits. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const events = this.#waiting;
    this.#waiting = [];
    this.#send(events);
  }
}
