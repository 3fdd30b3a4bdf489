/** The clock by which the server tells ages, and the fault point that sets it forward or back as a time server does. */

import type { TargetClock } from '../clock.ts';

export class ClockPoint implements TargetClock {
  readonly #clock: TargetClock;
  #offsetUs = 0;

  constructor(clock: TargetClock) {
    this.#clock = clock;
  }

  /** Jumps by `byMs` at once; back where that is negative. Steps add up. */
  step(byMs: number): void {
    this.#offsetUs += Math.round(byMs * 1000);
  }

  nowUs(): number {
    return this.#clock.nowUs() + this.#offsetUs;
  }

  /** Waiting is not done by this clock: a step moves no timer. */
  after(ms: number, run: () => void): () => void {
    return this.#clock.after(ms, run);
  }
}
