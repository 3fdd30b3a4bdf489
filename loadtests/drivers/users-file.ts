/** The users of a plan as scripts read them: the JSON file that `__ENV.CHAOS_USERS` names. */

import type { Plan } from '../../harness/contracts/plan.ts';
import type { PlannedNetwork } from '../../harness/contracts/network.ts';
import type { LaneRouter } from './lane-routing.ts';
import type { ScriptUser } from './script-user.ts';

/** The file's content. */
export function scriptUsers({ load }: Pick<Plan, 'load'>, router: LaneRouter): ScriptUser[] {
  const networks = new Map((load.networks ?? []).map((network) => [network.name, network]));
  return load.users.map(({ id, cohort, seed, startAfterMs, connections, network = '' }) => ({
    id,
    cohort,
    seed,
    startAfterMs,
    activity: load.activity,
    ...ofNetwork(networks.get(network)),
    connections: Array.from({ length: connections }, (_, index) => {
      const key = `${id}.${index + 1}`;
      return { key, url: router.urlFor(key, 0), reconnectUrl: router.urlFor(key, 1) };
    }),
  }));
}

/** What a script must do itself; the rest of a network stands on the lane. */
function ofNetwork(network?: PlannedNetwork): Pick<ScriptUser, 'network' | 'hiddenTab'> {
  if (network === undefined) return {};
  const { name, hiddenTab } = network;
  return { network: name, ...(hiddenTab === undefined ? {} : { hiddenTab }) };
}
