/**
 * Cleanup in levels: conservative takes managers that are broken as objects, moderate takes what the detectors have
 * condemned, aggressive probes the suspects at the urgent pace, forced probes everybody. Nothing alive is ever taken.
 */

import type { Prober } from '../detect/detector.ts';
import type { Bench } from '../policies/policy.ts';
import { cleanupLevels, type CleanupLevel } from './cleanup-log.ts';
import type { Cleanup, CleanupResult } from './cleanup.ts';

export function progressiveCleanup(bench: Bench, probe: Prober): Cleanup {
  const { registry, verdicts, sweeper } = bench;
  let hardest: CleanupLevel = 'moderate';

  const takeCondemned = (trigger: string, level: CleanupLevel, atMost = atOnce): CleanupResult => {
    const condemned = [...verdicts.zombies().take(atMost)];
    const gone = condemned.filter(([connection, { reason }]) => bench.remove(connection, reason));
    return record(bench, { trigger, level, examined: condemned.length, removed: gone.length });
  };

  sweeper.add((_nowUs, budget) => {
    const { removed } = takeCondemned('sweep', hardest, budget);
    if (probe.hurrying === 0) hardest = 'moderate';
    // Whose removal failed has another try with the next tick, not in this one.
    return removed;
  });

  return {
    run: (trigger, level) => {
      const rank = cleanupLevels.indexOf(level);
      const broken = takeBroken(bench, trigger);
      const condemned = rank >= 1 ? takeCondemned(trigger, hardest) : nothing;
      if (rank < 2) return sum(broken, condemned);
      hardest = level;
      probe.hurry(level === 'forced' ? registry.connections() : verdicts.suspects());
      // Who had been waited for long enough is condemned by the haste alone.
      return sum(broken, condemned, takeCondemned(trigger, level));
    },
  };
}

/** Removals at once, lest they hold up the event loop; the sweep takes the others. */
const atOnce = 64;

const nothing: CleanupResult = { examined: 0, removed: 0 };

function sum(...results: readonly CleanupResult[]): CleanupResult {
  return {
    examined: results.reduce((total, { examined }) => total + examined, 0),
    removed: results.reduce((total, { removed }) => total + removed, 0),
  };
}

function takeBroken({ registry, ...bench }: Bench, trigger: string): CleanupResult {
  let examined = 0;
  for (const manager of [...registry.brokenManagers()]) {
    examined++;
    for (const connection of [...manager.connections]) bench.remove(connection, 'broken manager');
    // One whose removal failed keeps it, for another try.
    registry.retire(manager);
  }
  return record(bench, { trigger, level: 'conservative', examined, removed: examined });
}

function record(
  { log }: Pick<Bench, 'log'>,
  entry: CleanupResult & { readonly trigger: string; readonly level: CleanupLevel },
): CleanupResult {
  if (entry.examined > 0) log.add(entry);
  return entry;
}
