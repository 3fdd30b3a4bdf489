/** Victims by whole users, for faults that hit the process in which these live. */

import { userOf } from '../contracts/connection-id.ts';
import { ChaosError } from '../contracts/errors.ts';
import type { PlannedFault } from '../contracts/plan.ts';

/** Each is a load engine of its own, some 60 MB. */
const mostProcesses = 16;

/** Throws CHAOS_ERR_FAULT_VICTIMS where the faults of a plan would put users into more processes than a machine should have. */
export function refuseManyProcesses(faults: readonly PlannedFault[]): void {
  const apart = faults.filter(({ process }) => process !== undefined);
  if (apart.length <= mostProcesses) return;
  const names = [...new Set(apart.map(({ inject }) => inject))].join(', ');
  throw new ChaosError(
    'CHAOS_ERR_FAULT_VICTIMS',
    `${names} would put users into ${apart.length} processes of their own; ${mostProcesses} is the most`,
    { help: 'Repeat them less often, or set `mechanism: engine`.' },
  );
}

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
