/** When users of a network change their cell: planned like faults, so that the judge knows whom the server lost to it. */

import type { Random } from '../contracts/clock.ts';
import type { PlannedNetwork } from '../contracts/network.ts';
import type { PlannedFault, PlannedUser } from '../contracts/plan.ts';
import { proofAllowanceMs } from '../contracts/repetition.ts';
import type { Scenario } from '../contracts/scenario.ts';
import type { Holds, Span } from './holds.ts';
import { keysOfUser } from './plan-users.ts';

/** What one is, for the server: it hears nothing, or its connections are reset. */
const handOffFaults = { silent: 'hand-off', loud: 'mass-cut' } as const;

/** After it a user needs about this long to be back. */
const returnMs = 3000;

export interface HandOffs {
  readonly users: readonly PlannedUser[];
  readonly networks: readonly PlannedNetwork[];
  readonly scenario: Pick<Scenario, 'phases' | 'serviceLevel'>;
  /** Whom faults of the scenario have, and when. */
  readonly holds: Holds;
  readonly random: Random;
}

/** One that could not be judged before the chaos phase ends, or whose user a fault has about then, does not happen. */
export function planHandOffs({ users, networks, ...of }: HandOffs): PlannedFault[] {
  const byName = new Map(networks.map((network) => [network.name, network]));
  return users
    .flatMap((user) => {
      const handOff = user.arrival ? undefined : byName.get(user.network ?? '')?.handOff;
      return handOff === undefined ? [] : ofUser(user, handOff, of);
    })
    .toSorted((a, b) => a.beginMs - b.beginMs)
    .map((fault, index) => ({ ...fault, id: `h${index + 1}` }));
}

function ofUser(
  user: PlannedUser,
  { everyMs, silentPercent }: NonNullable<PlannedNetwork['handOff']>,
  { scenario, holds, random }: Omit<HandOffs, 'users' | 'networks'>,
): PlannedFault[] {
  const { phases, serviceLevel } = scenario;
  const draws = random.fork(user.id);
  const chaosEndMs = phases.baselineMs + phases.chaosMs;
  const heldMs = serviceLevel.reclaimWithinMs + proofAllowanceMs;
  const victims = keysOfUser(user);
  const planned: PlannedFault[] = [];
  // the first one is as likely at any time; then about one in each `everyMs`
  let beginMs = phases.baselineMs + draws.integer(everyMs);
  while (beginMs + heldMs <= chaosEndMs) {
    const isSilent = draws.integer(100) < silentPercent;
    const healMs = beginMs + heldMs;
    const span = { fromMs: beginMs, untilMs: healMs + serviceLevel.reclaimWithinMs + returnMs };
    if (isFree(victims, holds, span))
      planned.push(handOffOf(victims, { isSilent, ...span, healMs }));
    beginMs += Math.round(everyMs / 2) + draws.integer(everyMs);
  }
  return planned;
}

function isFree(keys: readonly string[], holds: Holds, span: Span): boolean {
  return keys.every((key) => !holds.isHeld(key, span));
}

function handOffOf(
  victims: readonly string[],
  when: { readonly isSilent: boolean; readonly fromMs: number; readonly healMs: number },
): PlannedFault {
  const { isSilent, fromMs: beginMs, healMs } = when;
  const inject = isSilent ? handOffFaults.silent : handOffFaults.loud;
  return { id: '', inject, beginMs, healMs, victims, makesZombies: isSilent, settings: {} };
}
