/** Chooses by seed whom each fault hits. What a zombie is must not be blurred by a second fault. */

import type { Random } from '../contracts/clock.ts';
import { ChaosError } from '../contracts/errors.ts';
import type { PlannedUser } from '../contracts/plan.ts';
import type { VictimSelector } from '../contracts/scenario.ts';
import { keysOfUser } from './plan-users.ts';

export interface Aim {
  /** `f1`: labels the chance and the errors. */
  readonly id: string;
  readonly inject: string;
  readonly on: VictimSelector;
  /** Shares no victim with any other fault: it makes zombies, or owns its victims' lane. */
  readonly exclusive: boolean;
}

/**
 * Victims of each aim by its id, in the order of the users. Users who arrive later are never hit. Exclusive aims choose first;
 * the others choose among what is left and may overlap each other. Throws CHAOS_ERR_FAULT_VICTIMS.
 */
export function chooseVictims(
  aims: readonly Aim[],
  users: readonly PlannedUser[],
  random: Random,
): ReadonlyMap<string, readonly string[]> {
  const taken = new Set<string>();
  const order = new Map(users.flatMap(keysOfUser).map((key, index) => [key, index]));
  const inOrder = (a: string, b: string): number => (order.get(a) ?? 0) - (order.get(b) ?? 0);
  const chosen = new Map<string, readonly string[]>();
  const inTurn = [...aims.filter((aim) => aim.exclusive), ...aims.filter((aim) => !aim.exclusive)];
  for (const aim of inTurn) {
    const eligible = eligibleKeys(aim.on, users);
    const free = eligible.filter((key) => !taken.has(key));
    const victims = aim.on.connections
      ? named(aim, eligible, taken)
      : drawn(aim, { eligible, free }, random.fork(`victims ${aim.id}`));
    if (aim.exclusive) for (const key of victims) taken.add(key);
    chosen.set(aim.id, victims.toSorted(inOrder));
  }
  return chosen;
}

function eligibleKeys(on: VictimSelector, users: readonly PlannedUser[]): string[] {
  return users
    .filter(({ arrival, cohort }) => !arrival && (on.cohort ?? cohort) === cohort)
    .flatMap(keysOfUser);
}

function named(aim: Aim, eligible: readonly string[], taken: ReadonlySet<string>): string[] {
  const wanted = [...new Set(aim.on.connections)];
  const absent = wanted.filter((key) => !eligible.includes(key));
  if (absent.length > 0) {
    throw tooFew(
      aim,
      `${absent.join(', ')} is not a connection of the load that is on from the start`,
    );
  }
  const twice = wanted.filter((key) => taken.has(key));
  if (twice.length > 0) throw tooFew(aim, `${twice.join(', ')} is already hit by another fault`);
  return wanted;
}

function drawn(
  aim: Aim,
  { eligible, free }: { readonly eligible: readonly string[]; readonly free: readonly string[] },
  random: Random,
): string[] {
  const { count, sharePercent = 0, cohort } = aim.on;
  const wanted = count ?? Math.max(1, Math.floor((eligible.length * sharePercent) / 100));
  if (wanted > free.length) {
    const whose = cohort === undefined ? 'of the load' : `of cohort ${cohort}`;
    const used = eligible.length - free.length;
    const others = used === 0 ? '' : `, ${used} of them already hit by other faults`;
    throw tooFew(
      aim,
      `${wanted} wanted, but there are ${eligible.length} connections ${whose}${others}`,
    );
  }
  return random.shuffle(free).slice(0, wanted);
}

function tooFew(aim: Aim, what: string): ChaosError {
  return new ChaosError(
    'CHAOS_ERR_FAULT_VICTIMS',
    `fault ${aim.id} (${aim.inject}) cannot choose its victims: ${what}`,
    { help: 'Lower `count` or `share`, add users to the load, or name other connections.' },
  );
}
