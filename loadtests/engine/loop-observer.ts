/** The engine's own event-loop delay: a late engine blames the server for its own lateness. */

import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 10;

export interface LoopDelay {
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
}

export class LoopObserver {
  readonly #histogram = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    this.#histogram.enable();
  }

  /** Since the last call. */
  take(): LoopDelay {
    const delay = {
      loopDelayP99Ms: beyondResolution(this.#histogram.percentile(99)),
      loopDelayMaxMs: beyondResolution(this.#histogram.max),
    };
    this.#histogram.reset();
    return delay;
  }
}

/** The histogram holds the time between two looks; what exceeds the wanted time is the delay. */
function beyondResolution(nanoseconds: number): number {
  return Math.max(0, Math.round(nanoseconds / 10_000 - resolutionMs * 100) / 100);
}
