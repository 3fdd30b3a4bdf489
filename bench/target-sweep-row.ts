/** The pauses of sweeps for `target-sweep.ts`, in a thread of its own: a heap of its own, with room for a million managers. */

import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { forgetCaches, Rounds, type Row, type Tick } from './target-sweep-rounds.ts';

export interface Measured {
  /** Milliseconds of the ticks of each sweep. */
  readonly sweeps: readonly (readonly number[])[];
  /** The part of each tick that V8 took to collect garbage. */
  readonly collections: readonly (readonly number[])[];
  /** The part of each tick in which the thread waited for a processor. */
  readonly waited: readonly (readonly number[])[];
  readonly looksASweep: number;
}

const sweepsWanted = 40;
/** The first ones still compile. */
const warmUp = 10;

/** Collections by their time, once Node has told of them. */
class Collections {
  readonly #seen: { readonly startTime: number; readonly duration: number }[] = [];

  constructor() {
    const observer = new PerformanceObserver((list) => this.#seen.push(...list.getEntries()));
    observer.observe({ entryTypes: ['gc'] });
  }

  /** Milliseconds of collections within the tick. */
  within({ beganMs, tookMs }: Tick): number {
    const endMs = beganMs + tookMs;
    return this.#seen.reduce((sum, { startTime, duration }) => {
      const overlapMs = Math.min(endMs, startTime + duration) - Math.max(beganMs, startTime);
      return sum + Math.max(0, overlapMs);
    }, 0);
  }
}

/**
 * A million managers were made in a moment, and V8 has not looked through them since. Whenever it did so during a sweep,
 * its steps, of which it does not tell, would be taken for the sweep's.
 */
function settleHeap(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

async function measure(row: Row): Promise<Measured> {
  const garbage = new Collections();
  const rounds = new Rounds(row);
  const before = rounds.looks;
  const sweeps = Array.from({ length: sweepsWanted }, (_, round) => {
    if (round === warmUp) settleHeap();
    return rounds.sweep(() => {
      forgetCaches(round);
    });
  });
  const looksASweep = (rounds.looks - before) / sweepsWanted;
  for (let turn = 0; turn < 3; turn++) await setImmediate(); // Node tells of collections by and by
  const kept = sweeps.slice(warmUp);
  return {
    sweeps: kept.map((ticks) => ticks.map(({ tookMs }) => tookMs)),
    collections: kept.map((ticks) => ticks.map((tick) => garbage.within(tick))),
    waited: kept.map((ticks) => ticks.map(({ waitedMs }) => waitedMs)),
    looksASweep,
  };
}

parentPort?.postMessage(await measure(workerData as Row));
