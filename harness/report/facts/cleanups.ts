/** What each of the server's cleanups removed, against the zombies that were there to be removed. */

import type { RunHistory } from '../../contracts/checker.ts';
import { countAtMost, type Point } from './step-series.ts';
import type { Timeline } from './timeline.ts';
import type { Zombie } from './zombies.ts';

export interface CleanupFacts {
  readonly ms: number;
  readonly trigger: string;
  readonly level: string;
  readonly examined: number;
  readonly removed: number;
  /** Proven zombies still held when it ran. */
  readonly zombiesPresent: number;
}

export interface CleanupSeries {
  readonly runs: readonly CleanupFacts[];
  readonly zombiesPresent: readonly Point[];
  readonly removedSoFar: readonly Point[];
}

export function readCleanups(
  { events }: RunHistory,
  zombies: readonly Zombie[],
  timeline: Timeline,
): CleanupSeries {
  const spans = zombies.map(({ proofMs, heldUntilMs }) => ({
    fromMs: proofMs,
    toMs: heldUntilMs ?? Infinity,
  }));
  const begins = sorted(spans.map(({ fromMs }) => fromMs));
  const ends = sorted(spans.map(({ fromMs, toMs }) => Math.max(fromMs, toMs)));
  const present = (ms: number): number => countAtMost(begins, ms) - countAtMost(ends, ms);
  let total = 0;
  const removedSoFar: Point[] = [{ ms: 0, value: 0 }];
  const runs = events.flatMap((event): CleanupFacts[] => {
    if (event.kind !== 'target.cleanup') return [];
    const { trigger, level, examined, removed } = event;
    const ms = timeline.toMs(event.atUs);
    total += removed;
    removedSoFar.push({ ms, value: total });
    // Just before: what it freed itself was there for it to find.
    const zombiesPresent = Math.max(present(ms - 1), present(ms));
    return [{ ms, trigger, level, examined, removed, zombiesPresent }];
  });
  const edges = spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]).filter(Number.isFinite);
  const moments = sorted([0, ...edges, timeline.endMs]);
  return {
    runs,
    zombiesPresent: moments.map((ms) => ({ ms, value: present(ms) })),
    removedSoFar: [...removedSoFar, { ms: timeline.endMs, value: total }],
  };
}

function sorted(times: readonly number[]): readonly number[] {
  return times.toSorted((one, other) => one - other);
}
