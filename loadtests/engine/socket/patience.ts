/** How long a socket waits for its peer; no closure, because every connection has one while it opens. */

import { Deadline, monotonicMs } from '../timers.ts';

export interface Waiting {
  /** The peer has not done in time what it should have. */
  waitedInVain(): void;
}

export class Patience extends Deadline {
  readonly #waiting: Waiting;

  /** Starts at once; `cancel` ends it. */
  constructor(waiting: Waiting, ms: number) {
    super();
    this.#waiting = waiting;
    this.setFor(monotonicMs() + ms);
  }

  ring(): void {
    this.#waiting.waitedInVain();
  }
}
