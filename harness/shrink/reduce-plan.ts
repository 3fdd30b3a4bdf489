/** Smaller plans out of a plan: fewer faults, fewer victims, fewer users; everything else as it was. */

import { cohortOf } from '../contracts/connection-id.ts';
import { partOfLane } from '../contracts/network.ts';
import type { Plan, PlannedFault, PlannedLane, PlannedUser } from '../contracts/plan.ts';

/** Puts the hash on a plan; `sealPlan` of `harness/plan/build-plan.ts`. */
export type Seal = (unsealed: Omit<Plan, 'hash'>) => Plan;

/** Other faults, of the plan's own; those without victims are left out. */
export function withFaults(plan: Plan, faults: readonly PlannedFault[], seal: Seal): Plan {
  const hitting = faults.filter(({ victims }) => victims.length > 0);
  const users = plan.load.users;
  return sealed({ ...plan, faults: hitting, lanes: routes(plan.lanes, users, hitting) }, seal);
}

/** Other victims of one fault. */
export function withVictims(
  plan: Plan,
  { fault, victims }: { readonly fault: string; readonly victims: readonly string[] },
  seal: Seal,
): Plan {
  const faults = plan.faults.map((one) =>
    one.id === fault ? { ...one, victims: hitTogether(one, victims) } : one,
  );
  return withFaults(plan, faults, seal);
}

/** Who lives in one process is hit with everything he has. */
function hitTogether(
  { process, victims }: PlannedFault,
  wanted: readonly string[],
): readonly string[] {
  if (process === undefined) return wanted;
  const users = new Set(wanted.map(ownerOf));
  return victims.filter((key) => users.has(ownerOf(key)));
}

/** Other users; whoever a fault hits must be among them. */
export function withUsers(plan: Plan, users: readonly PlannedUser[], seal: Seal): Plan {
  const lanes = routes(plan.lanes, users, plan.faults);
  return sealed({ ...plan, load: { ...plan.load, users }, lanes }, seal);
}

/** Users whom no fault needs: the load that may be nothing but noise. */
export function bystandersOf({ load, faults }: Plan): readonly PlannedUser[] {
  const hit = new Set(faults.flatMap(({ victims }) => victims.map(ownerOf)));
  return load.users.filter(({ id }) => !hit.has(id));
}

function ownerOf(key: string): string {
  return key.slice(0, key.lastIndexOf('.'));
}

/** A connection is in the lane of its fault while there is one, else in its network's, else in its cohort's. */
function routes(
  lanes: readonly PlannedLane[],
  users: readonly PlannedUser[],
  faults: readonly PlannedFault[],
): PlannedLane[] {
  const laneOfVictim = new Map(
    faults.flatMap(({ lane, victims }) =>
      lane === undefined ? [] : victims.map((victim) => [victim, lane] as const),
    ),
  );
  const ofFaults = new Set(laneOfVictim.values());
  const known = new Set(lanes.map(({ name }) => name));
  const owners = new Map(users.map((user) => [user.id, user]));
  const routed = lanes
    .flatMap(({ connections }) => connections)
    .filter((key) => owners.has(ownerOf(key)));
  const laneOf = (key: string): string => {
    const network = owners.get(ownerOf(key))?.network;
    const lane = laneOfVictim.get(key);
    if (lane !== undefined) return network === undefined ? lane : partOfLane(lane, network);
    if (network !== undefined) return network;
    const cohort = cohortOf(key);
    return known.has(cohort) ? cohort : 'default';
  };
  const byLane = Map.groupBy(routed, laneOf);
  const used = new Set(users.map(({ network }) => network));
  return lanes
    .map((lane) => ({ ...lane, connections: byLane.get(lane.name) ?? [] }))
    .filter(({ name, partOf, connections }) => {
      const isNeeded = name === 'default' || ofFaults.has(name) || connections.length > 0;
      // who comes back comes by it, whatever lane came first
      return isNeeded || (partOf === undefined && used.has(name));
    });
}

function sealed(plan: Plan, seal: Seal): Plan {
  const { version, scenario, seed, target, tap, load, phases, lanes, faults, ...rest } = plan;
  const { serviceLevel, checks } = rest;
  const parts = { version, scenario, seed, target, load, phases, lanes, faults };
  return seal({ ...parts, ...(tap === undefined ? {} : { tap }), serviceLevel, checks });
}
