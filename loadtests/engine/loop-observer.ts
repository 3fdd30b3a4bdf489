/** The engine's own event-loop delay: a late engine blames the server for its own lateness. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { monotonicMs } from './timers.ts';

const resolutionMs = 10;

export interface LoopDelay {
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
}

export class LoopObserver {
  readonly #histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  #takenMs = monotonicMs();

  constructor() {
    this.#histogram.enable();
  }

  /** Since the last call. */
  take(): LoopDelay {
    const unseenMs = this.#unseenMs();
    const delay = {
      loopDelayP99Ms: Math.max(unseenMs, beyondResolution(this.#histogram.percentile(99))),
      loopDelayMaxMs: Math.max(unseenMs, beyondResolution(this.#histogram.max)),
    };
    this.#histogram.reset();
    this.#takenMs = monotonicMs();
    return delay;
  }

  /**
   * A standstill that is just over: where the call comes from a timer, Node's own look at the loop is often still to
   * come, and a reset makes it forget. What was looked at adds up to the time since the last call, but for its two ends.
   */
  #unseenMs(): number {
    const { count, mean } = this.#histogram;
    const seenMs = count === 0 ? 0 : (count * mean) / 1e6;
    return Math.max(0, Math.round(monotonicMs() - this.#takenMs - seenMs - 2 * resolutionMs));
  }
}

/** The histogram holds the time between two looks; what exceeds the wanted time is the delay. */
function beyondResolution(nanoseconds: number): number {
  return Math.max(0, Math.round(nanoseconds / 10_000 - resolutionMs * 100) / 100);
}
