/** What an executor may do: take users, run iterations, and say what it had to leave out. */

import type { Share } from '../options/execution-segment.ts';
import type { EngineTime } from '../timers.ts';

/** `completed` includes iterations that ended in an exception; `interrupted` ones were cut off. */
export type IterationOutcome = 'completed' | 'interrupted';

/** Told once when an iteration has ended; one object for many iterations, because thousands run at a time. */
export interface IterationListener {
  iterationEnded(worker: Worker, outcome: IterationOutcome): void;
}

/** A virtual user, as executors see it. */
export interface Worker {
  readonly idInTest: number;
}

export interface ExecutorHost {
  readonly time: EngineTime;
  /** Which part of the users, iterations and arrivals this instance does. */
  readonly share: Share;
  /** When the scenario starts, on `time`. */
  readonly startMs: number;
  /** True once the run ends early: nothing more is started. */
  readonly isClosing: boolean;
  /** Resolves when `isClosing` becomes true. */
  readonly closing: Promise<void>;
  /** A free user, or a new one; it counts as active until it is given back. */
  take(): Worker;
  give(worker: Worker): void;
  /** One iteration of the scenario's function; it may have ended before this returns. */
  iterate(worker: Worker, listener: IterationListener): void;
  /** Ends the worker's iteration at once as `interrupted`. */
  interrupt(worker: Worker): void;
  /** Iterations that were due and never started. */
  drop(count: number): void;
  /** Open models: how many starts are due at a time, whether or not they happened. */
  expectStarts(dueBy: (nowMs: number) => number): void;
}
