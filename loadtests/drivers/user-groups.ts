/** Which users share a process of the load: all but those whom a fault of a whole process hits. */

import { userOf } from '../../harness/contracts/connection-id.ts';
import type { Plan, PlannedUser } from '../../harness/contracts/plan.ts';

export interface UserGroup {
  /** The planned fault's `process`; absent for those whom no such fault hits. */
  readonly process?: string;
  readonly users: readonly PlannedUser[];
}

/** In the order of the plan, everybody else first. At least one group; none is empty but where the plan has no users. */
export function userGroups({ load, faults }: Pick<Plan, 'load' | 'faults'>): readonly UserGroup[] {
  const processOf = new Map<string, string>();
  for (const { process, victims } of faults)
    if (process !== undefined) for (const key of victims) processOf.set(userOf(key), process);
  const groups = Map.groupBy(load.users, ({ id }) => processOf.get(id));
  const apart = [...groups].flatMap(([process, users]) =>
    process === undefined ? [] : { process, users },
  );
  const rest = groups.get(undefined) ?? [];
  return rest.length > 0 || apart.length === 0 ? [{ users: rest }, ...apart] : apart;
}
