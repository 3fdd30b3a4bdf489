/** The time a scenario may start iterations, the grace after it, and the cut at the end of the grace. */

import type { Alarm } from '../timers.ts';
import type { ExecutorHost, IterationListener, Worker } from './executor-host.ts';

export class IterationWindow {
  readonly #host: ExecutorHost;
  readonly #alarms: Alarm[];
  readonly #busy = new Set<Worker>();
  #close: () => void = () => undefined;
  #isOpen = true;
  /** Resolves when no iteration may start any more. */
  readonly closed: Promise<void>;

  constructor(host: ExecutorHost, regularMs: number, gracefulStopMs: number) {
    this.#host = host;
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
    const endMs = host.startMs + regularMs;
    this.#alarms = [
      host.time.alarmAt(endMs, () => {
        this.close();
      }),
      host.time.alarmAt(endMs + gracefulStopMs, () => {
        for (const worker of this.#busy) host.interrupt(worker);
      }),
    ];
    void host.closing.then(() => {
      this.close();
    });
  }

  get isOpen(): boolean {
    return this.#isOpen && !this.#host.isClosing;
  }

  close(): void {
    this.#isOpen = false;
    this.#close();
  }

  /** Resolves when the iteration has ended. */
  iterate(worker: Worker): Promise<void> {
    return new Promise((resolve) => {
      this.start(worker, {
        iterationEnded: () => {
          this.ended(worker);
          resolve();
        },
      });
    });
  }

  /** For those who have thousands of iterations at a time; `listener` has to call `ended`. */
  start(worker: Worker, listener: IterationListener): void {
    this.#busy.add(worker);
    this.#host.iterate(worker, listener);
  }

  ended(worker: Worker): void {
    this.#busy.delete(worker);
  }

  /** To be called when everything has ended. */
  dispose(): void {
    this.close();
    for (const alarm of this.#alarms) alarm.cancel();
  }
}
