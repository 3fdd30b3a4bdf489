/**
 * Sweeps of 1,000 due managers among few and among many, for `target-sweep.ts`: in one thread and in turn, so that both
 * run the same compiled code on the same machine.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { forgetCaches, Rounds } from './target-sweep-rounds.ts';

export interface Pair {
  readonly managers: readonly [number, number];
  readonly due: number;
  readonly isTogether: boolean;
}

/** Milliseconds of each sweep, and looks a sweep, of either. */
export interface MeasuredPair {
  readonly sweepsMs: readonly [readonly number[], readonly number[]];
  readonly looksASweep: readonly [number, number];
}

const sweepsWanted = 101;

function measure({ managers, due, isTogether }: Pair): MeasuredPair {
  const [few, many] = managers.map((count) => new Rounds({ managers: count, due, isTogether })) as [
    Rounds,
    Rounds,
  ];
  // Everybody once, and equally often: what is measured is a server that has run for a while.
  for (let round = 0; round < many.groups; round++) {
    for (const rounds of [few, many]) rounds.sweep(() => undefined);
  }
  const sweepsMs: [number[], number[]] = [[], []];
  const before = [few.looks, many.looks] as const;
  for (let round = 0; round < sweepsWanted; round++) {
    for (const [index, rounds] of [few, many].entries()) {
      const ticks = rounds.sweep(() => {
        forgetCaches(round);
      });
      sweepsMs[index]?.push(ticks.reduce((total, { tookMs }) => total + tookMs, 0));
    }
  }
  const looksASweep = [
    (few.looks - before[0]) / sweepsWanted,
    (many.looks - before[1]) / sweepsWanted,
  ] as const;
  return { sweepsMs, looksASweep };
}

parentPort?.postMessage(measure(workerData as Pair));
