/** Chooses by seed whom each fault hits. What a zombie is must not be blurred by a second fault. */

import type { Random } from '../contracts/clock.ts';
import { ChaosError } from '../contracts/errors.ts';
import type { PlannedUser } from '../contracts/plan.ts';
import type { VictimSelector } from '../contracts/scenario.ts';
import { Holds, type Span } from './holds.ts';
import { keysOfUser } from './plan-users.ts';
import { othersOfUsers, wholeUsers } from './whole-users.ts';

export interface Aim {
  /** `f1`: labels the chance and the errors. */
  readonly id: string;
  readonly inject: string;
  readonly on: VictimSelector;
  /** While it is on and its victims come back: nobody else may hit them then. */
  readonly span: Span;
  /**
   * `shared`: may share victims with others of its kind. `held`: shares none with anybody during its span. `kept`: its victims
   * are no one else's before or after it either, for they never come back. `laned`: they are routed through its lane, and none
   * else's either, but for shared ones that name them.
   */
  readonly claim: 'shared' | 'held' | 'kept' | 'laned';
  /** Where true, all connections of a user are hit or none: they live in one process. */
  readonly wholeUsers?: boolean;
}

const claimsInTurn: readonly (readonly Aim['claim'][])[] = [
  ['kept', 'laned'],
  ['held'],
  ['shared'],
];
const always: Span = { fromMs: -Infinity, untilMs: Infinity };

/** Whom these aims have, each at its time. */
export function holdsOf(
  aims: readonly Aim[],
  victims: ReadonlyMap<string, readonly string[]>,
): Holds {
  const holds = new Holds();
  for (const { id, claim, span } of aims)
    for (const key of victims.get(id) ?? []) holds.add(key, spanOf({ claim, span }));
  return holds;
}

/**
 * Victims of each aim by its id, in the order of the users. Users who arrive later are never hit. The stronger claim chooses
 * first; shared ones choose among what is left and may overlap each other. Throws CHAOS_ERR_FAULT_VICTIMS.
 */
export function chooseVictims(
  aims: readonly Aim[],
  users: readonly PlannedUser[],
  random: Random,
): ReadonlyMap<string, readonly string[]> {
  const holds = new Holds();
  const order = new Map(users.flatMap(keysOfUser).map((key, index) => [key, index]));
  const inOrder = (a: string, b: string): number => (order.get(a) ?? 0) - (order.get(b) ?? 0);
  const chosen = new Map<string, readonly string[]>();
  const inTurn = claimsInTurn.flatMap((claims) =>
    aims.filter(({ claim }) => claims.includes(claim)),
  );
  const laned = new Set<string>();
  for (const aim of inTurn) {
    const span = spanOf(aim);
    const eligible = eligibleKeys(aim.on, users);
    const free = eligible.filter((key) => !holds.isHeld(key, span));
    const victims = aim.on.connections
      ? named(aim, eligible, aim.claim === 'shared' ? [...free, ...laned] : free)
      : drawn(aim, { eligible, free }, random.fork(`victims ${aim.id}`));
    if (aim.claim !== 'shared') for (const key of victims) holds.add(key, span);
    if (aim.claim === 'laned') for (const key of victims) laned.add(key);
    chosen.set(aim.id, victims.toSorted(inOrder));
  }
  return chosen;
}

function spanOf({ claim, span }: Pick<Aim, 'claim' | 'span'>): Span {
  return claim === 'kept' || claim === 'laned' ? always : span;
}

function eligibleKeys(on: VictimSelector, users: readonly PlannedUser[]): string[] {
  return users
    .filter(({ arrival, cohort }) => !arrival && (on.cohort ?? cohort) === cohort)
    .flatMap(keysOfUser);
}

function named(aim: Aim, eligible: readonly string[], free: readonly string[]): string[] {
  const wanted = [...new Set(aim.on.connections)];
  const absent = wanted.filter((key) => !eligible.includes(key));
  if (absent.length > 0) {
    throw tooFew(
      aim,
      `${absent.join(', ')} is not a connection of the load that is on from the start`,
    );
  }
  const twice = wanted.filter((key) => !free.includes(key));
  if (twice.length > 0) throw tooFew(aim, `${twice.join(', ')} is already hit by another fault`);
  const others = aim.wholeUsers === true ? othersOfUsers(wanted, eligible) : [];
  if (others.length > 0) {
    throw tooFew(
      aim,
      `${others.join(', ')} would be hit too, in the same process; name all connections of a user`,
    );
  }
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
  const shuffled = random.shuffle(free);
  if (aim.wholeUsers !== true) return shuffled.slice(0, wanted);
  const victims = wholeUsers({ eligible, shuffled }, wanted);
  if (victims.length >= wanted) return [...victims];
  throw tooFew(
    aim,
    `${wanted} wanted, but only ${victims.length} are of users whom no other fault hits`,
  );
}

function tooFew(aim: Aim, what: string): ChaosError {
  return new ChaosError(
    'CHAOS_ERR_FAULT_VICTIMS',
    `fault ${aim.id} (${aim.inject}) cannot choose its victims: ${what}`,
    { help: 'Lower `count` or `share`, add users to the load, or name other connections.' },
  );
}
