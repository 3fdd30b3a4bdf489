/** Everything a report shows about a run, read from its history once. */

import type { RunHistory } from '../../contracts/checker.ts';
import { readCleanups, type CleanupSeries } from './cleanups.ts';
import { readCloses, type CloseRow } from './closes.ts';
import { readFaults, type FaultFacts } from './faults.ts';
import { readHealthy, type Healthy } from './healthy.ts';
import { readLadders, type Ladder } from './ladder.ts';
import { readLoad, type LoadFacts } from './load.ts';
import { readOpenCounts, type OpenCounts } from './open-counts.ts';
import { readTimeline, type Timeline } from './timeline.ts';
import { readZombies, type Zombie } from './zombies.ts';

export interface RunFacts {
  readonly timeline: Timeline;
  readonly faults: readonly FaultFacts[];
  readonly zombies: readonly Zombie[];
  readonly healthy: Healthy;
  readonly open: OpenCounts;
  readonly cleanups: CleanupSeries;
  readonly closes: readonly CloseRow[];
  readonly load: LoadFacts;
  readonly ladders: ReadonlyMap<string, Ladder>;
}

export function readRunFacts(history: RunHistory): RunFacts {
  const timeline = readTimeline(history);
  const faults = readFaults(history, timeline);
  const zombies = readZombies(history, faults, timeline);
  return {
    timeline,
    faults,
    zombies,
    healthy: readHealthy(history, { faults, zombies, timeline }),
    open: readOpenCounts(history, timeline),
    cleanups: readCleanups(history, zombies, timeline),
    closes: readCloses(history),
    load: readLoad(history, timeline),
    ladders: readLadders(history, timeline),
  };
}
