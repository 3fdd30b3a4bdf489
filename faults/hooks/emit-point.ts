/** Stands between a server and one socket's `send`: while armed, what the server emits does not come out. */

import type { Clock } from '../../harness/contracts/clock.ts';
import type { EmitFaultMode } from '../../harness/contracts/target.ts';

/** Held messages are bounded, so that a fault left on for hours cannot fill the memory. */
const longestQueue = 10_000;

type Deliver = () => void;

export class EmitPoint {
  readonly #clock: Clock;
  #armed: { readonly mode: EmitFaultMode; readonly delayMs: number } | undefined;
  #held: Deliver[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  arm(mode: EmitFaultMode, delayMs: number): void {
    this.#armed = { mode, delayMs };
  }

  /** What was held goes out now, in order. */
  disarm(): void {
    this.#armed = undefined;
    for (const deliver of this.#held.splice(0)) deliver();
  }

  /** The connection is gone: what was held is forgotten. */
  forget(): void {
    this.#held = [];
  }

  /**
   * Delivers, now or later or never. `done` is called only in mode `drop`, where the server is told that all is well.
   * Throws in mode `throw`.
   */
  pass(deliver: Deliver, done: () => void): void {
    const armed = this.#armed;
    if (armed === undefined) deliver();
    else if (armed.mode === 'throw') throw new Error('emit failed at the fault point');
    else if (armed.mode === 'drop') process.nextTick(done);
    else this.#hold(deliver, armed.mode === 'slow' ? armed.delayMs : undefined);
  }

  #hold(deliver: Deliver, delayMs: number | undefined): void {
    if (this.#held.length >= longestQueue) this.#held.shift();
    this.#held.push(deliver);
    if (delayMs !== undefined) void this.#clock.delay(delayMs).then(() => this.#held.shift()?.());
  }
}
