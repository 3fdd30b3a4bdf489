/** Finds schedules that end before the server can have recovered and stayed so. */

import type { Fault } from '../contracts/fault.ts';
import { leastLookMs } from '../contracts/recovery.ts';
import { injectionsOf } from '../contracts/repetition.ts';
import type { Scenario } from '../contracts/scenario.ts';
import { formatDurationMs } from '../contracts/units.ts';
import type { ScheduleFinding } from './check-schedule.ts';

const check = 'service-recovered';

/** Pure. Nothing where nobody asks for recovery, or nothing happens that one could recover from. */
export function checkRecovery(
  scenario: Scenario,
  faults: ReadonlyMap<string, Fault>,
): readonly ScheduleFinding[] {
  const { checks = [], phases, serviceLevel } = scenario;
  const { recoveredWithinMs } = serviceLevel;
  if (recoveredWithinMs === undefined || scenario.faults.length === 0) return [];
  if (checks.length > 0 && !checks.includes(check)) return [];
  const neededMs = recoveredWithinMs + leastLookMs;
  const chaosLeftMs = phases.chaosMs - lastHealMs(scenario, faults);
  if (chaosLeftMs + phases.recoveryMs >= neededMs) return [];
  const [left, within, least, recovery] = [
    chaosLeftMs + phases.recoveryMs,
    recoveredWithinMs,
    leastLookMs,
    Math.ceil((neededMs - chaosLeftMs) / 100) * 100,
  ].map(formatDurationMs);
  return [
    {
      severity: 'problem',
      problem: {
        code: 'CHAOS_ERR_SCENARIO_INVALID',
        path: ['serviceLevel', 'recoveredWithin'],
        message: `the run ends ${left} after its last fault, so that recovery within ${within} can never be judged: the server is then looked at for ${least} more.`,
        help: `Let \`phases.recovery\` be ${recovery} or more, or shorten the service level.`,
      },
    },
  ];
}

/** Into the chaos phase, at whose end all is healed. */
function lastHealMs(scenario: Scenario, faults: ReadonlyMap<string, Fault>): number {
  const { chaosMs } = scenario.phases;
  const heals = scenario.faults.map((step) => {
    const { atMs, forMs, repeatEveryMs = 0 } = step;
    if (forMs === undefined) return chaosMs;
    const makesZombies = faults.get(step.inject)?.makesZombies === true;
    return atMs + (injectionsOf(step, scenario, makesZombies) - 1) * repeatEveryMs + forMs;
  });
  return Math.min(chaosMs, Math.max(...heals));
}
