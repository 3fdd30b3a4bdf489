/** Everything a report shows about a run, read from its history once. */

import type { RunHistory } from '../../contracts/checker.ts';
import { readCleanups, type CleanupSeries } from './cleanups.ts';
import { readCloses, type CloseRow } from './closes.ts';
import { readAttempts, type Attempt } from './connects.ts';
import { readCoverage, type Situation } from './coverage.ts';
import { readFaults, type FaultFacts } from './faults.ts';
import { readHealthy, type Healthy } from './healthy.ts';
import { readLadders, type Ladder } from './ladder.ts';
import { readLoad, type LoadFacts } from './load.ts';
import { readMessages, type MessageFlow } from './messages.ts';
import { readNetworks, type NetworkRow } from './networks.ts';
import { readOpenCounts, type OpenCounts } from './open-counts.ts';
import { readPersonas, type Persona } from './personas.ts';
import { readPhaseFigures, type PhaseFigures } from './phase-figures.ts';
import { readResources, type ResourceSeries } from './resources.ts';
import { readTimeline, type Timeline } from './timeline.ts';
import { readZombies, type Zombie } from './zombies.ts';

export interface RunFacts {
  readonly timeline: Timeline;
  readonly faults: readonly FaultFacts[];
  readonly zombies: readonly Zombie[];
  readonly healthy: Healthy;
  readonly open: OpenCounts;
  readonly resources: ResourceSeries;
  readonly cleanups: CleanupSeries;
  readonly closes: readonly CloseRow[];
  readonly load: LoadFacts;
  readonly attempts: readonly Attempt[];
  readonly messages: readonly MessageFlow[];
  readonly phases: readonly PhaseFigures[];
  readonly personas: readonly Persona[];
  /** Empty where users came by none. */
  readonly networks: readonly NetworkRow[];
  readonly coverage: readonly Situation[];
  readonly ladders: ReadonlyMap<string, Ladder>;
}

export function readRunFacts(history: RunHistory): RunFacts {
  const timeline = readTimeline(history);
  const faults = readFaults(history, timeline);
  const zombies = readZombies(history, faults, timeline);
  const healthy = readHealthy(history, { faults, zombies, timeline });
  const attempts = readAttempts(history, timeline);
  const messages = readMessages(history, zombies);
  const load = readLoad(history, timeline);
  return {
    timeline,
    faults,
    zombies,
    healthy,
    open: readOpenCounts(history, timeline),
    resources: readResources(history, timeline),
    cleanups: readCleanups(history, zombies, timeline),
    closes: readCloses(history),
    load,
    attempts,
    messages,
    phases: readPhaseFigures(history, { timeline, attempts, samples: load.samples }),
    personas: readPersonas(history, { attempts, zombies, healthy, messages }),
    networks: readNetworks(history, { attempts, zombies, healthy }),
    coverage: readCoverage(history),
    ladders: readLadders(history, timeline),
  };
}
