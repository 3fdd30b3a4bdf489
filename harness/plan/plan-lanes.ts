/** Which connection goes through which lane. */

import { partOfLane } from '../contracts/network.ts';
import type { PlannedFault, PlannedLane, PlannedUser } from '../contracts/plan.ts';
import { cohorts } from '../contracts/scenario.ts';
import { keysOfUser } from './plan-users.ts';

/**
 * Every key is in exactly one lane: its fault's own, else its network's, else its cohort's. `default` serves everybody else.
 * A fault's lane has a part for each network of its victims, who keep theirs. To those of `returning` victims come back.
 */
export function planLanes(
  users: readonly PlannedUser[],
  faults: readonly PlannedFault[],
  returning: ReadonlySet<string>,
): PlannedLane[] {
  const networkOf = new Map(
    users.flatMap((user) => keysOfUser(user).map((key) => [key, user.network])),
  );
  const ofFaults = faults.flatMap(({ lane, victims }) =>
    lane === undefined
      ? []
      : partsOf({ lane, victims, networkOf }).map((part) =>
          returning.has(lane) ? { ...part, returning: true } : part,
        ),
  );
  const taken = new Set(ofFaults.flatMap(({ connections }) => connections));
  const keysOf = (group: readonly PlannedUser[]): string[] =>
    group.flatMap(keysOfUser).filter((key) => !taken.has(key));
  const ofCohorts = cohorts.flatMap((cohort) => {
    const bare = users.filter((user) => user.cohort === cohort && user.network === undefined);
    return bare.length === 0 ? [] : [{ name: cohort, connections: keysOf(bare) }];
  });
  const byNetwork = Map.groupBy(users, ({ network }) => network);
  const ofNetworks = [...byNetwork].flatMap(([network, group]) =>
    network === undefined ? [] : [{ name: network, connections: keysOf(group), network }],
  );
  return [{ name: 'default', connections: [] }, ...ofCohorts, ...ofNetworks, ...ofFaults];
}

function partsOf(of: {
  readonly lane: string;
  readonly victims: readonly string[];
  readonly networkOf: ReadonlyMap<string, string | undefined>;
}): PlannedLane[] {
  const { lane, victims, networkOf } = of;
  const groups = Map.groupBy(victims, (key) => networkOf.get(key));
  if (groups.size === 0) return [{ name: lane, connections: [] }];
  return [...groups].map(([network, connections]) =>
    network === undefined
      ? { name: lane, connections }
      : { name: partOfLane(lane, network), connections, network, partOf: lane },
  );
}
