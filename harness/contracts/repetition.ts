/** When a fault step that repeats is injected: arithmetic that plan and schedule check must agree on. */

import type { FaultStep, Scenario } from './scenario.ts';

/** A fault needs about this long from its begin to its proof. */
export const proofAllowanceMs = 500;

/** More injections than this of one step are a slip of a unit. */
export const maxInjections = 10_000;

/**
 * How often `step` is injected: once, and again as long as an injection begins, ends and, where it makes zombies, leaves the
 * server its time to reclaim them before the chaos phase ends.
 */
export function injectionsOf(
  { atMs, forMs, repeatEveryMs }: FaultStep,
  { phases, serviceLevel }: Pick<Scenario, 'phases' | 'serviceLevel'>,
  makesZombies: boolean,
): number {
  if (repeatEveryMs === undefined || repeatEveryMs <= 0) return 1;
  const judgedMs = makesZombies ? serviceLevel.reclaimWithinMs + proofAllowanceMs : 0;
  const neededMs = Math.max(forMs ?? 0, judgedMs, 1);
  return 1 + Math.max(0, Math.floor((phases.chaosMs - neededMs - atMs) / repeatEveryMs));
}
