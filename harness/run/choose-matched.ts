/** From the connections that a fault's pattern matches to its victims: the plan's seed decides, no dice are rolled. */

import { createHash } from 'node:crypto';
import { cohortOf, keyOf } from '../contracts/connection-id.ts';
import type { VictimMatch } from '../contracts/plan.ts';

/**
 * Keys of the chosen among `connections`, which are ids. Those of `taken` are left alone: other faults hit them about now.
 * The same connections give the same victims, in whatever order they are handed in.
 */
export function chooseMatched(
  { cohorts, count, sharePercent = 100, seed }: VictimMatch,
  connections: readonly string[],
  taken: ReadonlySet<string>,
): readonly string[] {
  const allowed: readonly string[] = cohorts;
  const keys = [...new Set(connections.map(keyOf))].filter(
    (key) => allowed.includes(cohortOf(key)) && !taken.has(key),
  );
  const rank = new Map(keys.map((key) => [key, rankOf(key, seed)]));
  const wanted = count ?? Math.max(1, Math.floor((keys.length * sharePercent) / 100));
  return keys
    .toSorted((a, b) => ((rank.get(a) ?? '') < (rank.get(b) ?? '') ? -1 : 1))
    .slice(0, wanted)
    .toSorted();
}

function rankOf(key: string, seed: number): string {
  return createHash('sha256')
    .update(`${String(seed)} ${key}`)
    .digest('hex');
}
