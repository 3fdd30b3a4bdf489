/** Finds schedules that can prove nothing: too short for what they promise to judge. */

import type { Fault } from '../contracts/fault.ts';
import { injectionsOf, maxInjections, proofAllowanceMs } from '../contracts/repetition.ts';
import type { FaultStep, Scenario } from '../contracts/scenario.ts';
import { formatDurationMs } from '../contracts/units.ts';
import { checkRecovery } from './check-recovery.ts';
import type { Problem } from './scenario-error.ts';

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
    ...checkServiceLevel(scenario),
    ...checkRecovery(scenario, faults),
    ...scenario.faults.flatMap((step, index) => {
      const outside = checkWindow(scenario, step, index);
      if (outside.length > 0) return outside;
      const place = { step, index, faults };
      return [...checkReclaim(scenario, place), ...checkRepetition(scenario, place)];
    }),
    ...scenario.load.arrivals.flatMap((_, index) => checkArrival(scenario, index)),
  ];
}

function checkServiceLevel({ serviceLevel }: Scenario): ScheduleFinding[] {
  if (serviceLevel.reclaimWithinMs > 0) return [];
  const path = ['serviceLevel', 'reclaimWithin'];
  const message = 'nothing can be reclaimed within no time.';
  const help = 'Write how long the server may take, such as `4s`.';
  return [
    { severity: 'problem', problem: { code: 'CHAOS_ERR_SCENARIO_INVALID', path, message, help } },
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

interface StepPlace {
  readonly step: FaultStep;
  readonly index: number;
  readonly faults: ReadonlyMap<string, Fault>;
}

function checkRepetition(
  scenario: Scenario,
  { step, index, faults }: StepPlace,
): ScheduleFinding[] {
  const { repeatEveryMs } = step;
  if (repeatEveryMs === undefined) return [];
  const path = ['faults', index, 'repeatEvery'];
  if (repeatEveryMs <= 0) return [found(path, 'repeats without a pause')];
  if (step.forMs === undefined) return [found(path, 'repeats, but `for` does not say how long')];
  const makesZombies = faults.get(step.inject)?.makesZombies === true;
  const times = injectionsOf(step, scenario, makesZombies);
  if (times <= maxInjections) return [];
  return [found(path, `would be injected ${times} times; ${maxInjections} times is the most`)];
}

function checkReclaim(scenario: Scenario, { step, index, faults }: StepPlace): ScheduleFinding[] {
  const deadInMs = deadWithinMs(step, faults.get(step.inject));
  if (deadInMs === undefined) return [];
  const { reclaimWithinMs } = scenario.serviceLevel;
  const lastsMs = step.forMs ?? scenario.phases.chaosMs - step.atMs;
  const neededMs = reclaimWithinMs + proofAllowanceMs + deadInMs;
  const spareMs = lastsMs - neededMs + proofAllowanceMs;
  if (spareMs >= proofAllowanceMs) return [];
  const path = ['faults', index, step.forMs === undefined ? 'at' : 'for'];
  const [lasts, within] = [formatDurationMs(lastsMs), formatDurationMs(reclaimWithinMs)];
  const finding =
    // who may die later is not let die at all where he could not be judged
    spareMs <= 0 || deadInMs > 0
      ? found(
          path,
          `lasts ${lasts}, so that reclaim within ${within} can never be judged before it heals`,
        )
      : found(
          path,
          `lasts ${lasts}; proven late, reclaim within ${within} may not be judged`,
          'warning',
        );
  return [{ ...finding, problem: { ...finding.problem, help: helpOnLength(step, neededMs) } }];
}

/** How long after its injection the first victim can be dead; undefined where none ever is. */
function deadWithinMs({ settings }: FaultStep, fault: Fault | undefined): number | undefined {
  if (fault?.makesZombies === true) return 0;
  try {
    return fault?.firstDeathMs?.(fault.parseSettings(settings));
  } catch {
    return undefined; // settings that the fault refuses are somebody else's finding
  }
}

/** How long it would have to be. */
function helpOnLength({ atMs, forMs }: FaultStep, neededMs: number): string {
  const needed = formatDurationMs(neededMs);
  return forMs === undefined
    ? `It needs ${needed}: let \`phases.chaos\` be ${formatDurationMs(atMs + neededMs)} or more, or shorten the service level.`
    : `Let it last ${needed} or more, or shorten the service level.`;
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
  const subject = path[0] === 'faults' ? 'this fault' : 'this arrival';
  const repeats = path.at(-1) === 'repeatEvery';
  return {
    severity,
    problem: {
      code: 'CHAOS_ERR_SCENARIO_INVALID',
      path,
      message: `${subject} ${what}.`,
      help: repeats
        ? 'Write both, such as `for: 4s, repeatEvery: 30s`.'
        : 'Begin it earlier, lengthen `phases.chaos` or shorten the service level.',
    },
  };
}
