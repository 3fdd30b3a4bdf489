/**
 * Time as the event loop lived it: a stall of the server's own loop counts for one step only, so no peer is judged
 * silent for the while in which nobody was listening.
 */

export class FairClock {
  readonly #longestStepUs: number;
  #lastUs: number;
  #fairUs = 0;

  /** `longestStepMs`: what a tick may add at most, however late it comes. */
  constructor(nowUs: number, longestStepMs: number) {
    this.#lastUs = nowUs;
    this.#longestStepUs = longestStepMs * 1000;
  }

  get nowUs(): number {
    return this.#fairUs;
  }

  /** To be called each tick with the real time; returns the fair time. */
  tick(nowUs: number): number {
    this.#fairUs += Math.min(Math.max(0, nowUs - this.#lastUs), this.#longestStepUs);
    this.#lastUs = nowUs;
    return this.#fairUs;
  }
}
