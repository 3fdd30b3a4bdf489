/** Victims that only their upgrade requests can tell: the plan says by what, and in which order they are taken. */

import type { Random } from '../contracts/clock.ts';
import { ChaosError } from '../contracts/errors.ts';
import { needsOf } from '../contracts/fault-needs.ts';
import type { VictimMatch } from '../contracts/plan.ts';
import { cohorts, type Scenario, type VictimSelector } from '../contracts/scenario.ts';
import type { Injection } from './expand-steps.ts';

export function isMatched({ path, header }: VictimSelector): boolean {
  return path !== undefined || header !== undefined;
}

/**
 * Throws CHAOS_ERR_FAULT_VICTIMS for a fault whose victims are routed through a lane or put into a process of their own, long before
 * they ask for anything.
 */
export function planMatch(
  { id, step, fault }: Injection,
  { safety }: Pick<Scenario, 'safety'>,
  random: Random,
): VictimMatch {
  const settings = fault.parseSettings(step.settings);
  const toxics = fault.toxics?.(settings) ?? [];
  if (toxics.length > 0) throw knownTooLate(id, step.inject, 'through a lane of their own');
  if (needsOf(fault, settings).includes('client-process'))
    throw knownTooLate(id, step.inject, 'in a process of their own');
  const { path, header, count, sharePercent, cohort } = step.on;
  const allowed = cohorts.filter((each) => safety?.protect.includes(each) !== true);
  return {
    ...(path === undefined ? {} : { path }),
    ...(header === undefined ? {} : { header }),
    ...(count === undefined ? {} : { count }),
    ...(sharePercent === undefined ? {} : { sharePercent }),
    cohorts: allowed.filter((each) => (cohort ?? each) === each),
    seed: random.fork(`match ${id}`).integer(2 ** 32),
  };
}

function knownTooLate(id: string, inject: string, how: string): ChaosError {
  return new ChaosError(
    'CHAOS_ERR_FAULT_VICTIMS',
    `fault ${id} (${inject}) takes its victims ${how}, and a path or header is known too late for that`,
    {
      help:
        'Choose them by cohort, count, share or connections, or take a fault of the tap; ' +
        'some faults have another `mechanism`.',
    },
  );
}
