/** Finds scenarios in which nobody could see work for the dead: no census that might tell, or nobody dead for long enough. */

import type { Fault } from '../contracts/fault.ts';
import type { FaultStep, Scenario } from '../contracts/scenario.ts';
import { formatDurationMs } from '../contracts/units.ts';
import type { Problem } from './scenario-error.ts';

const check = 'orphan-work-ends';

/** Pure. Nothing where nobody asks for it, or nobody is hurt. */
export function checkOrphanWork(
  scenario: Scenario,
  faults: ReadonlyMap<string, Fault>,
): readonly Problem[] {
  const { checks = [], serviceLevel, target } = scenario;
  const { orphanWorkWithinMs } = serviceLevel;
  if (orphanWorkWithinMs === undefined || scenario.faults.length === 0) return [];
  if (checks.length > 0 && !checks.includes(check)) return [];
  const isOwn = target.command !== undefined || target.url !== undefined;
  if (isOwn && target.census === undefined)
    return [
      problem(
        'nothing tells for whom this server works.',
        'Give `target.census`, an address that answers with `work`, or leave out the service level.',
      ),
    ];
  const longestMs = Math.max(
    ...scenario.faults.map((step) => deadForMs(step, scenario, faults.get(step.inject))),
  );
  if (longestMs > orphanWorkWithinMs) return [];
  const [within, longest] = [orphanWorkWithinMs, longestMs].map(formatDurationMs);
  return [
    problem(
      `nobody is dead for longer than ${longest}, so that the end of work within ${within} can never be judged.`,
      'Let a fault last longer, or shorten the service level.',
    ),
  ];
}

/** At most, of a victim: while the fault makes it a zombie, or from its end to that of the run. */
function deadForMs(step: FaultStep, { phases }: Scenario, fault: Fault | undefined): number {
  const { atMs, forMs = phases.chaosMs - atMs } = step;
  const endMs = phases.chaosMs + phases.recoveryMs;
  if (fault?.makesZombies !== true) return endMs - atMs;
  return Math.max(forMs, endMs - (atMs + forMs));
}

function problem(message: string, help: string): Problem {
  const path = ['serviceLevel', 'orphanWorkWithin'];
  return { code: 'CHAOS_ERR_SCENARIO_INVALID', path, message, help };
}
