/** The server's heartbeat of its own: one recurring timer that gives every detector its turn within a budget. */

import type { TargetClock } from '../clock.ts';
import { FairClock } from './fair-clock.ts';

/** Looks at what is due at `nowUs` (fair time), at most `budget` things; returns how many it looked at. */
export type SweepJob = (nowUs: number, budget: number) => number;

export interface SweeperOptions {
  readonly tickMs: number;
  /** Things one job may look at in one tick. */
  readonly budget: number;
  /** False judges by the raw clock; only a planted defect does. */
  readonly fair: boolean;
}

export class Sweeper {
  readonly #clock: TargetClock;
  readonly #options: SweeperOptions;
  readonly #fair: FairClock;
  readonly #jobs: SweepJob[] = [];
  readonly #lastJobs: (() => void)[] = [];
  #cancel: (() => void) | undefined;
  /** Ticks so far: a sweeper that never starts shows as 0. */
  ticks = 0;

  constructor(clock: TargetClock, options: SweeperOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#fair = new FairClock(clock.nowUs(), options.fair ? 4 * options.tickMs : Infinity);
  }

  /** Fair time at the last tick; what detectors stamp with. */
  get nowUs(): number {
    return this.#fair.nowUs;
  }

  add(job: SweepJob): void {
    this.#jobs.push(job);
  }

  /** Runs after all jobs of the tick, on what they found. */
  addLast(job: () => void): void {
    this.#lastJobs.push(job);
  }

  /** Does nothing without jobs: an idle server has no reason to wake up. */
  start(): void {
    if (this.#jobs.length === 0) return;
    this.#cancel ??= this.#clock.after(this.#options.tickMs, () => {
      this.#tick();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #tick(): void {
    this.ticks++;
    const nowUs = this.#fair.tick(this.#clock.nowUs());
    let isBehind = false;
    for (const job of this.#jobs) {
      if (job(nowUs, this.#options.budget) >= this.#options.budget) isBehind = true;
    }
    for (const job of this.#lastJobs) job();
    if (this.#cancel === undefined) return;
    // What the budget left over goes on after the sockets had their turn.
    this.#cancel = this.#clock.after(isBehind ? 0 : this.#options.tickMs, () => {
      this.#tick();
    });
  }
}
