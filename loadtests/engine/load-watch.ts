/** Whether the load itself was as planned: its loop's delay second by second, starts, lateness of sends. */

import {
  loadDoubts,
  type LoadAccount,
  type LoopDelays,
  type StartCounts,
} from '../../harness/contracts/honest-load.ts';
import { loadAdvice } from './load-advice.ts';
import { LoopObserver } from './loop-observer.ts';
import type { MetricRegistry } from './metrics/registry.ts';
import { alarmEvery } from './timers.ts';

const sampleEveryMs = 1000;

/** What the summary says of the load; times in milliseconds. */
export interface LoadHonesty extends StartCounts {
  /** The longest of the 99th percentiles of each second. */
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
  /** 0 where no timer of the script sent anything. */
  readonly sendLatenessP99Ms: number;
  /** Why its figures are not to be believed; empty where they are. */
  readonly doubts: readonly string[];
  /** What to do about them. */
  readonly advice: readonly string[];
}

export class LoadWatch {
  readonly #seconds: LoopDelays[] = [];
  #observer: LoopObserver | undefined;
  #sampling: { cancel(): void } | undefined;

  /** Watches the loop of this process until `end`. */
  start(): void {
    const observer = new LoopObserver();
    this.#observer = observer;
    this.#sampling = alarmEvery(sampleEveryMs, () => {
      this.add(observer.take());
    });
  }

  end(): void {
    this.#sampling?.cancel();
    if (this.#observer !== undefined) this.add(this.#observer.take());
    this.#observer = undefined;
  }

  /** Of this process, or of a worker. */
  add(second: LoopDelays): void {
    this.#seconds.push(second);
  }

  /** Seconds that have not been taken: a worker reports them. */
  take(): LoopDelays[] {
    return this.#seconds.splice(0);
  }

  /** Of a load by so many processes. */
  account(
    starts: StartCounts,
    metrics: Pick<MetricRegistry, 'get'>,
    processes: number,
  ): LoadHonesty {
    const lateness = metrics.get('ws_send_lateness')?.sink;
    const sendLatenessP99Ms =
      lateness === undefined || lateness.isEmpty
        ? 0
        : (lateness.values(0, ['p(99)'])['p(99)'] ?? 0);
    const account: LoadAccount = { seconds: this.#seconds, starts, sendLatenessP99Ms };
    const longest = (delay: (second: LoopDelays) => number): number =>
      Math.max(0, ...this.#seconds.map(delay));
    const doubts = loadDoubts(account);
    return {
      ...starts,
      loopDelayP99Ms: longest((second) => second.loopDelayP99Ms),
      loopDelayMaxMs: longest((second) => second.loopDelayMaxMs),
      sendLatenessP99Ms,
      doubts,
      advice: loadAdvice({ ...starts, doubts, processes }),
    };
  }
}
