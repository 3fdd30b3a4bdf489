/** Enterprise, power, returning, signup side by side: what the run was like for each. */

import type { RunHistory } from '../../contracts/checker.ts';
import { cohortOf, keyOf } from '../../contracts/connection-id.ts';
import type { Attempt } from './connects.ts';
import type { Healthy } from './healthy.ts';
import type { MessageFlow } from './messages.ts';
import { quantile } from './quantile.ts';
import { isKept, type Zombie } from './zombies.ts';

export interface Persona {
  readonly cohort: string;
  readonly users: number;
  readonly connections: number;
  readonly refused: number;
  /** Keys that asked and never got in. */
  readonly neverAdmitted: readonly string[];
  readonly connectP95Ms: number | null;
  /** Longest time from a key's first try to its first success. */
  readonly slowestAdmissionMs: number | null;
  readonly reconnects: number;
  readonly zombies: number;
  readonly zombiesKept: number;
  readonly killed: number;
  readonly received: number;
  readonly unnoticed: number;
}

export function readPersonas(
  { plan }: RunHistory,
  of: {
    readonly attempts: readonly Attempt[];
    readonly zombies: readonly Zombie[];
    readonly healthy: Healthy;
    readonly messages: readonly MessageFlow[];
  },
): readonly Persona[] {
  const cohorts = [...new Set(plan.load.users.map(({ cohort }) => cohort))];
  return cohorts.map((cohort) => {
    const attempts = of.attempts.filter((attempt) => attempt.cohort === cohort);
    const zombies = of.zombies.filter((zombie) => zombie.cohort === cohort);
    const flow = of.messages.find((messages) => messages.cohort === cohort);
    return {
      cohort,
      users: plan.load.users.filter((user) => user.cohort === cohort).length,
      ...admission(attempts),
      reconnects: attempts.filter(({ again }) => again).length,
      zombies: zombies.length,
      zombiesKept: zombies.filter(isKept).length,
      killed: of.healthy.killed.filter((connection) => cohortOf(connection) === cohort).length,
      received: flow?.received ?? 0,
      unnoticed: flow?.unnoticed ?? 0,
    };
  });
}

type Admission = Pick<
  Persona,
  'connections' | 'refused' | 'neverAdmitted' | 'connectP95Ms' | 'slowestAdmissionMs'
>;

function admission(attempts: readonly Attempt[]): Admission {
  const byKey = Map.groupBy(attempts, ({ connection }) => keyOf(connection));
  const waits = [...byKey].map(([key, tries]) => {
    const success = tries.find(({ outcome }) => outcome === 'open');
    const [first] = tries;
    if (success === undefined || first === undefined) return { key, ms: undefined };
    return { key, ms: success.ms + (success.tookMs ?? 0) - first.ms };
  });
  const opened = attempts.filter(({ outcome }) => outcome === 'open');
  return {
    connections: opened.length,
    refused: attempts.filter(({ outcome }) => outcome === 'refused').length,
    neverAdmitted: waits.filter(({ ms }) => ms === undefined).map(({ key }) => key),
    connectP95Ms: quantile(
      opened.flatMap(({ tookMs }) => tookMs ?? []),
      95,
    ),
    slowestAdmissionMs: quantile(
      waits.flatMap(({ ms }) => ms ?? []),
      100,
    ),
  };
}
