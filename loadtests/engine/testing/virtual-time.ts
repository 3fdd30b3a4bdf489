/** Time that stands still until a test moves it: executors run hours in milliseconds. */

import { soon, type Alarm, type EngineTime } from '../timers.ts';

interface Entry extends Alarm {
  readonly dueMs: number;
  readonly order: number;
  readonly ring: () => void;
  isCancelled: boolean;
}

export class VirtualTime implements EngineTime {
  #nowMs = 0;
  #order = 0;
  #alarms: Entry[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  alarmAt(dueMs: number, ring: () => void): Alarm {
    const entry: Entry = {
      dueMs: Math.max(dueMs, this.#nowMs),
      order: this.#order++,
      ring,
      isCancelled: false,
      cancel: () => {
        entry.isCancelled = true;
      },
    };
    this.#alarms.push(entry);
    return entry;
  }

  delay(ms: number): Promise<void> {
    return new Promise((resolve) => this.alarmAt(this.#nowMs + ms, resolve));
  }

  /** Rings alarms in the order of their times until `done` settles. */
  async until<Value>(done: Promise<Value>): Promise<Value> {
    const state = { isDone: false };
    void done.finally(() => {
      state.isDone = true;
    });
    for (;;) {
      // lets everything that became ready at this moment run first
      await new Promise<void>(soon);
      if (state.isDone) return done;
      const next = this.#takeNext();
      if (next === undefined) throw new Error('nothing is left that could end this');
      this.#nowMs = next.dueMs;
      next.ring();
    }
  }

  #takeNext(): Entry | undefined {
    this.#alarms = this.#alarms.filter(({ isCancelled }) => !isCancelled);
    this.#alarms.sort((left, right) => left.dueMs - right.dueMs || left.order - right.order);
    return this.#alarms.shift();
  }
}
