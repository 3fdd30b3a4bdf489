/** The users of a plan: who, with how many connections, from when. */

import type { Random } from '../contracts/clock.ts';
import type { PlannedUser } from '../contracts/plan.ts';
import { cohorts, type Cohort, type Scenario } from '../contracts/scenario.ts';

/** Connections of one user of the built-in mix where the scenario says nothing (the incident's mix). */
export const defaultConnections: Readonly<Record<Cohort, number>> = {
  enterprise: 1,
  power: 2,
  returning: 1,
  signup: 1,
};

const oneEach: typeof defaultConnections = { enterprise: 1, power: 1, returning: 1, signup: 1 };

/** Users are all on within this part of baseline, so that the rest of it shows a settled server. */
const startsWithinPercent = 60;

/** In the order of the cohorts, those of the load first, then arrivals, numbered through per cohort. */
export function planUsers(scenario: Scenario, random: Random): PlannedUser[] {
  const numbers = new Map<Cohort, number>();
  // a script of the user's own opens one connection, as far as anybody knows
  const usual = scenario.load.script === undefined ? defaultConnections : oneEach;
  const make = (cohort: Cohort, startAfterMs: number, arrival: boolean): PlannedUser => {
    const number = (numbers.get(cohort) ?? 0) + 1;
    numbers.set(cohort, number);
    const id = `${cohort}-${number}`;
    const connections = scenario.load.connections[cohort] ?? usual[cohort];
    const seed = random.fork(`user ${id}`).integer(2 ** 32);
    return { id, cohort, connections, startAfterMs, arrival, seed };
  };
  const starts = random.fork('starts');
  const window = Math.floor((scenario.phases.baselineMs * startsWithinPercent) / 100);
  const settled = cohorts.flatMap((cohort) =>
    Array.from({ length: scenario.load.users[cohort] ?? 0 }, () =>
      make(cohort, starts.integer(window + 1), false),
    ),
  );
  const arriving = scenario.load.arrivals.flatMap(({ cohort, users, atMs }) =>
    Array.from({ length: users }, () => make(cohort, scenario.phases.baselineMs + atMs, true)),
  );
  return [...settled, ...arriving];
}

/** The connection keys of a user: `power-2.1`, `power-2.2`. */
export function keysOfUser(user: PlannedUser): string[] {
  return Array.from({ length: user.connections }, (_, slot) => `${user.id}.${slot + 1}`);
}
