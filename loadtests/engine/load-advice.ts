/** What to do about a load that was not as planned. */

import { availableParallelism } from 'node:os';
import { loadDoubts, type StartCounts } from '../../harness/contracts/honest-load.ts';

export interface LateLoad extends StartCounts {
  readonly doubts: readonly string[];
  /** Worker processes, or the one of the test. */
  readonly processes: number;
}

/** Sentences; empty where there is no doubt. */
export function loadAdvice(load: LateLoad): string[] {
  const { doubts, dropped, processes } = load;
  const ofStarts = loadDoubts({ seconds: [], starts: load, sendLatenessP99Ms: 0 });
  const isLate = doubts.length > ofStarts.length;
  const isShort = ofStarts.length > 0 && dropped > 0;
  return [
    ...(isShort
      ? ['Give the scenario more users (`preAllocatedVUs`, `maxVUs`): all were busy.']
      : []),
    ...(isLate || (ofStarts.length > 0 && !isShort) ? [moreProcessors(processes)] : []),
  ];
}

function moreProcessors(processes: number): string {
  const cores = availableParallelism();
  const spread =
    processes < cores
      ? `spread the users over processes (\`--workers ${cores}\`: one a core)`
      : 'use more machines (`--execution-segment`)';
  return (
    `The load generator was short of processor time: ${spread}, take fewer users, or move computing ` +
    'out of the iterations (init code, `SharedArray`).'
  );
}
