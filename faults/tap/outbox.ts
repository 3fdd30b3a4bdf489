/** Gathers the ledger's events for a moment: a message to the parent for each would cost more than forwarding does. */

import type { Clock } from '../../harness/contracts/clock.ts';
import type { TapEvent } from '../../harness/contracts/history.ts';

/** Events carry their own time, so nobody sees the wait but a proof that is waiting for one. */
const gatherMs = 4;

export class Outbox {
  readonly #clock: Clock;
  readonly #send: (event: TapEvent) => void;
  #events: TapEvent[] = [];
  #isDue = false;

  /** @param send takes events one by one, and may put those of one turn of the event loop into one message. */
  constructor(clock: Clock, send: (event: TapEvent) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  add(event: TapEvent): void {
    this.#events.push(event);
    if (this.#isDue) return;
    this.#isDue = true;
    void this.#clock.delay(gatherMs).then(() => {
      this.#isDue = false;
      this.flush();
    });
  }

  /** Hands on what there is: an answer to the parent must not overtake what was seen before it. */
  flush(): void {
    const events = this.#events;
    this.#events = [];
    for (const event of events) this.#send(event);
  }
}
