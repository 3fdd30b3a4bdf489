/** When the number of users of `ramping-vus` changes. */

import type { Stage } from '../options/scenario-config.ts';

export interface RampStep {
  /** After the start of the scenario. */
  readonly atMs: number;
  /** Users from here on. */
  readonly users: number;
}

/**
 * Linear inside a stage: going from a to b in D, the k-th change comes at `D * k / |b - a|`, so that the target
 * is reached exactly at the end of the stage; a stage of length 0 jumps.
 */
export function* rampSteps(startVUs: number, stages: readonly Stage[]): Generator<RampStep> {
  let fromMs = 0;
  let users = startVUs;
  yield { atMs: 0, users };
  for (const { durationMs, target } of stages) {
    const changes = Math.abs(target - users);
    const direction = Math.sign(target - users);
    if (durationMs === 0 && changes > 0) yield { atMs: fromMs, users: target };
    else
      for (let k = 1; k <= changes; k++)
        yield { atMs: fromMs + (durationMs * k) / changes, users: users + direction * k };
    users = target;
    fromMs += durationMs;
  }
}
