/** The time a scenario may start iterations, the grace after it, and the cut at the end of the grace. */

import type { Alarm } from '../timers.ts';
import type { ExecutorHost, IterationOutcome, Worker } from './executor-host.ts';

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

  /** No `async`: thousands of iterations wait here, and each frame that waits is memory. */
  iterate(worker: Worker): Promise<IterationOutcome> {
    this.#busy.add(worker);
    return this.#host.iterate(worker).then((outcome) => {
      this.#busy.delete(worker);
      return outcome;
    });
  }

  /** To be called when everything has ended. */
  dispose(): void {
    this.close();
    for (const alarm of this.#alarms) alarm.cancel();
  }
}
