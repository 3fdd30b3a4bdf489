/** The users of a plan as scripts read them: the JSON file that `__ENV.CHAOS_USERS` names. */

import type { Plan } from '../../harness/contracts/plan.ts';
import type { LaneRouter } from './lane-routing.ts';
import type { ScriptUser } from './script-user.ts';

/** The file's content. */
export function scriptUsers({ load }: Pick<Plan, 'load'>, router: LaneRouter): ScriptUser[] {
  return load.users.map(({ id, cohort, seed, startAfterMs, connections }) => ({
    id,
    cohort,
    seed,
    startAfterMs,
    activity: load.activity,
    connections: Array.from({ length: connections }, (_, index) => {
      const key = `${id}.${index + 1}`;
      return { key, url: router.urlFor(key, 0), reconnectUrl: router.urlFor(key, 1) };
    }),
  }));
}
