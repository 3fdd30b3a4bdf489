/** A plan as the planner would make it: four cohorts, one late enterprise customer, two faults. */

import type { Plan, PlannedFault, PlannedUser } from '../../contracts/plan.ts';
import type { Cohort } from '../../contracts/scenario.ts';

const users: readonly (readonly [Cohort, number, number])[] = [
  ['enterprise', 2, 3],
  ['power', 4, 2],
  ['returning', 8, 1],
  ['signup', 4, 1],
];

/** Chaos runs from 3 s to 13 s; `f1` hits four connections of power users, `f2` three of returning ones. */
export const sampleFaults: readonly PlannedFault[] = [
  {
    id: 'f1',
    inject: 'half-open-socket',
    beginMs: 4000,
    healMs: 13_000,
    victims: ['power-1.1', 'power-2.1', 'power-3.2', 'power-4.1'],
    lane: 'f1',
    settings: {},
  },
  {
    id: 'f2',
    inject: 'stalled-emitter',
    beginMs: 6000,
    healMs: 13_000,
    victims: ['returning-2.1', 'returning-5.1', 'returning-7.1'],
    settings: { mode: 'hang', delayMs: 0 },
  },
];

export function samplePlan(): Plan {
  return {
    version: 1,
    scenario: 'zombies-accumulate-under-user-mix',
    seed: 42,
    hash: '9f2c5e0a7b1d4c6e8f00112233445566778899aabbccddeeff00112233445566',
    target: { policy: 'conservative', settings: { 'manager-limit': '20' }, startWithinMs: 5000 },
    load: { activity: 'chat', env: {}, users: plannedUsers() },
    phases: [
      { name: 'baseline', beginMs: 0, endMs: 3000 },
      { name: 'chaos', beginMs: 3000, endMs: 13_000 },
      { name: 'recovery', beginMs: 13_000, endMs: 18_000 },
    ],
    lanes: [
      { name: 'default', connections: [] },
      { name: 'f1', connections: sampleFaults[0]?.victims ?? [] },
    ],
    faults: sampleFaults,
    serviceLevel: {
      reclaimWithinMs: 4000,
      judge: 'slotFree',
      admitWithinMs: 2000,
      deliverWithinMs: 1500,
    },
    checks: ['zombies-reclaimed', 'live-connections-kept', 'events-delivered', 'priority-admitted'],
  };
}

function plannedUsers(): readonly PlannedUser[] {
  const regular = users.flatMap(([cohort, count, connections], row) =>
    Array.from({ length: count }, (_, at) => ({
      id: `${cohort}-${at + 1}`,
      cohort,
      connections,
      startAfterMs: row * 150 + at * 60,
      arrival: false,
      seed: row * 100 + at,
    })),
  );
  const late = { id: 'enterprise-3', cohort: 'enterprise' as const, connections: 1 };
  return [...regular, { ...late, startAfterMs: 9000, arrival: true, seed: 999 }];
}
