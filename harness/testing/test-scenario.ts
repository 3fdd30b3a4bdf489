/** A small scenario with every field set, for tests that change one thing about it. */

import type { FaultStep, Scenario } from '../contracts/scenario.ts';

/** 2 enterprise, 3 power (2 connections each), 5 returning, 4 signup = 17 connections; no fault. */
export function testScenario(parts: Partial<Scenario> = {}): Scenario {
  return {
    name: 'test',
    summary: 'a scenario of a test',
    seed: 42,
    target: { policy: 'graduated', settings: {}, startWithinMs: 5000 },
    load: {
      users: { enterprise: 2, power: 3, returning: 5, signup: 4 },
      arrivals: [],
      connections: {},
      activity: 'chat',
      env: {},
    },
    phases: { baselineMs: 1000, chaosMs: 4000, recoveryMs: 2000 },
    faults: [],
    serviceLevel: {
      reclaimWithinMs: 2000,
      judge: 'slotFree',
      admitWithinMs: 1000,
      deliverWithinMs: 1000,
    },
    expect: {},
    ...parts,
  };
}

/** A step from the start of chaos to its end on `on`. */
export function testStep(inject: string, on: FaultStep['on']): FaultStep {
  return { inject, atMs: 0, on, settings: {} };
}
