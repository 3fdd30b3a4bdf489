/** Finds schedules that can prove nothing: too short for what they promise to judge. */

import type { Fault } from '../contracts/fault.ts';
import type { FaultStep, Scenario } from '../contracts/scenario.ts';
import { formatDurationMs } from '../contracts/units.ts';
import type { Problem } from './scenario-error.ts';

/** A fault needs about this long from its begin to its proof. */
const proofAllowanceMs = 500;

/** `warning` where it may work out, `problem` where it never can. */
export interface ScheduleFinding {
  readonly severity: 'problem' | 'warning';
  readonly problem: Problem;
}

/** Pure. Faults that are not known are passed over; they are somebody else's finding. */
export function checkSchedule(
  scenario: Scenario,
  faults: ReadonlyMap<string, Fault>,
): readonly ScheduleFinding[] {
  return [
    ...scenario.faults.flatMap((step, index) => {
      const outside = checkWindow(scenario, step, index);
      return outside.length > 0 ? outside : checkReclaim(scenario, { step, index, faults });
    }),
    ...scenario.load.arrivals.flatMap((_, index) => checkArrival(scenario, index)),
  ];
}

function checkWindow({ phases }: Scenario, step: FaultStep, index: number): ScheduleFinding[] {
  const chaos = formatDurationMs(phases.chaosMs);
  if (step.atMs >= phases.chaosMs) {
    const at = formatDurationMs(step.atMs);
    return [found(['faults', index, 'at'], `begins ${at} into a chaos phase of ${chaos}`)];
  }
  if (step.atMs + (step.forMs ?? 0) > phases.chaosMs) {
    const end = formatDurationMs(step.atMs + (step.forMs ?? 0));
    return [found(['faults', index, 'for'], `ends ${end} into a chaos phase of ${chaos}`)];
  }
  return [];
}

function checkReclaim(
  scenario: Scenario,
  { step, index, faults }: { step: FaultStep; index: number; faults: ReadonlyMap<string, Fault> },
): ScheduleFinding[] {
  if (faults.get(step.inject)?.makesZombies !== true) return [];
  const { reclaimWithinMs } = scenario.serviceLevel;
  const lastsMs = step.forMs ?? scenario.phases.chaosMs - step.atMs;
  const spareMs = lastsMs - reclaimWithinMs;
  if (spareMs >= proofAllowanceMs) return [];
  const path = ['faults', index, step.forMs === undefined ? 'at' : 'for'];
  const [lasts, within] = [formatDurationMs(lastsMs), formatDurationMs(reclaimWithinMs)];
  return spareMs <= 0
    ? [
        found(
          path,
          `lasts ${lasts}, so that reclaim within ${within} can never be judged before it heals`,
        ),
      ]
    : [
        found(
          path,
          `lasts ${lasts}; proven late, reclaim within ${within} may not be judged`,
          'warning',
        ),
      ];
}

function checkArrival({ phases, load, serviceLevel }: Scenario, index: number): ScheduleFinding[] {
  const atMs = load.arrivals[index]?.atMs ?? 0;
  const path = ['load', 'arrivals', index, 'at'];
  if (atMs >= phases.chaosMs) {
    const chaos = formatDurationMs(phases.chaosMs);
    return [found(path, `comes ${formatDurationMs(atMs)} into a chaos phase of ${chaos}`)];
  }
  const leftMs = phases.chaosMs + phases.recoveryMs - atMs;
  if (leftMs > serviceLevel.admitWithinMs) return [];
  const within = formatDurationMs(serviceLevel.admitWithinMs);
  return [
    found(
      path,
      `comes ${formatDurationMs(leftMs)} before the end, so that admission within ${within} can never be judged`,
    ),
  ];
}

function found(
  path: readonly (string | number)[],
  what: string,
  severity: ScheduleFinding['severity'] = 'problem',
): ScheduleFinding {
  const [, subject] =
    path[0] === 'faults' ? [0, `fault f${Number(path[1]) + 1}`] : [0, 'this arrival'];
  return {
    severity,
    problem: {
      code: 'CHAOS_ERR_SCENARIO_INVALID',
      path,
      message: `${subject} ${what}.`,
      help: 'Begin it earlier, lengthen `phases.chaos` or shorten the service level.',
    },
  };
}
