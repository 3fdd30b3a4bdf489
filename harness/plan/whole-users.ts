/** Victims by whole users, for faults that hit the process in which these live. */

import { userOf } from '../contracts/connection-id.ts';

/**
 * Connections of whole users out of `shuffled`, those who fit first: `wanted` of them, or as few more as the last user
 * brings. Fewer where there are no more. Users of whom only some connections are free are left alone; `eligible` are all.
 */
export function wholeUsers(
  { eligible, shuffled }: { readonly eligible: readonly string[]; readonly shuffled: string[] },
  wanted: number,
): readonly string[] {
  const all = Map.groupBy(eligible, userOf);
  const free = [...Map.groupBy(shuffled, userOf)].filter(
    ([user, keys]) => keys.length === all.get(user)?.length,
  );
  const chosen: string[] = [];
  const rest: (readonly string[])[] = [];
  for (const [, keys] of free) {
    if (chosen.length + keys.length <= wanted) chosen.push(...keys);
    else rest.push(keys);
  }
  const fewest = rest.toSorted((a, b) => a.length - b.length)[0] ?? [];
  return chosen.length < wanted ? [...chosen, ...fewest] : chosen;
}

/** What else the users of these connections have. */
export function othersOfUsers(
  connections: readonly string[],
  eligible: readonly string[],
): readonly string[] {
  const users = new Set(connections.map(userOf));
  const named = new Set(connections);
  return eligible.filter((key) => users.has(userOf(key)) && !named.has(key));
}
