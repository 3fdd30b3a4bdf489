/** The server's heartbeat of its own: one recurring timer that gives every detector its turn within a budget. */

import type { TargetClock } from '../clock.ts';
import { FairClock } from './fair-clock.ts';

/** Looks at what is due at `nowUs` (fair time), at most `budget` things; returns how many it looked at. */
export type SweepJob = (nowUs: number, budget: number) => number;

export interface SweeperOptions {
  readonly tickMs: number;
  /** Things a job may look at before the clock is asked again. */
  readonly budget: number;
  /** How long one tick may take: what is left goes on after the sockets had their turn. */
  readonly pauseMs: number;
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
  /** When the next tick is due, in real time. */
  #dueUs = Infinity;
  #waitMs: number;
  /** The job to begin with: after one that did not get done the others have their turn first. */
  #first = 0;
  /** Ticks so far: a sweeper that never starts shows as 0. */
  ticks = 0;

  constructor(clock: TargetClock, options: SweeperOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#waitMs = options.tickMs;
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
    if (this.#jobs.length > 0 && this.#cancel === undefined) this.#arm(this.#options.tickMs);
  }

  /** The next tick comes within `ms`: somebody waits for what it finds. Does nothing unless started. */
  hasten(ms: number): void {
    this.#waitMs = Math.min(this.#waitMs, ms);
    if (this.#cancel === undefined || this.#clock.nowUs() + ms * 1000 >= this.#dueUs) return;
    this.#cancel();
    this.#arm(ms);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #arm(ms: number): void {
    this.#dueUs = this.#clock.nowUs() + ms * 1000;
    this.#cancel = this.#clock.after(ms, () => {
      this.#tick();
    });
  }

  #tick(): void {
    this.ticks++;
    this.#dueUs = -Infinity;
    this.#waitMs = this.#options.tickMs;
    const isDone = this.#runJobs();
    for (const job of this.#lastJobs) job();
    if (this.#cancel !== undefined) this.#arm(isDone ? this.#waitMs : 0);
  }

  /** False when there was no time for everything. */
  #runJobs(): boolean {
    const startUs = this.#clock.nowUs();
    const nowUs = this.#fair.tick(startUs);
    const endUs = startUs + this.#options.pauseMs * 1000;
    const count = this.#jobs.length;
    for (let turn = 0; turn < count; turn++) {
      const index = (this.#first + turn) % count;
      if (this.#runJob(index, nowUs, endUs)) continue;
      this.#first = (index + 1) % count;
      return false;
    }
    this.#first = 0;
    return true;
  }

  #runJob(index: number, nowUs: number, endUs: number): boolean {
    const { budget } = this.#options;
    while ((this.#jobs[index]?.(nowUs, budget) ?? 0) >= budget) {
      if (this.#clock.nowUs() >= endUs) return false;
    }
    return true;
  }
}
