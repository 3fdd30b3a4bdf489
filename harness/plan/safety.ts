/** Holds a plan to the scenario's `safety`: who is never hit, and how many at once. */

import { ChaosError } from '../contracts/errors.ts';
import type { PlannedFault, PlannedUser, VictimMatch } from '../contracts/plan.ts';
import type { SafetySpec } from '../contracts/scenario.ts';
import { formatDurationMs } from '../contracts/units.ts';
import { keysOfUser } from './plan-users.ts';

/** Those that faults may choose from. */
export function unprotected(
  users: readonly PlannedUser[],
  safety: SafetySpec | undefined,
): readonly PlannedUser[] {
  return users.filter(({ cohort }) => safety?.protect.includes(cohort) !== true);
}

/**
 * Throws CHAOS_ERR_FAULT_VICTIMS where more connections than `maxVictimsPercent` of those on from the start would be hit at
 * one moment. A connection under two faults is one. A fault whose proof comes late is held for longer than planned.
 */
export function refuseTooMany(
  faults: readonly PlannedFault[],
  users: readonly PlannedUser[],
  safety: SafetySpec | undefined,
): void {
  if (safety?.maxVictimsPercent === undefined) return;
  const total = users.filter(({ arrival }) => !arrival).flatMap(keysOfUser).length;
  const most = Math.floor((total * safety.maxVictimsPercent) / 100);
  const active: PlannedFault[] = [];
  // Only a beginning can make it too many; faults come in the order of time.
  for (const fault of faults) {
    const over = active.filter(({ healMs }) => healMs <= fault.beginMs);
    for (const one of over) active.splice(active.indexOf(one), 1);
    active.push(fault);
    const named = new Set(active.flatMap(({ victims }) => victims)).size;
    const hit = named + active.reduce((sum, { match }) => sum + mostMatched(match, total), 0);
    if (hit <= most) continue;
    const names = active.map(({ id, inject }) => `${id} (${inject})`).join(', ');
    const at = formatDurationMs(fault.beginMs);
    throw new ChaosError(
      'CHAOS_ERR_FAULT_VICTIMS',
      `at ${at} ${names} would hit ${hit} of ${total} connections at once; \`safety.maxVictims\` ` +
        `of ${safety.maxVictimsPercent}% allows ${most}`,
      {
        help: 'Hit fewer connections, let faults begin further apart, or raise `safety.maxVictims`.',
      },
    );
  }
}

/** Before anybody has asked for anything, everybody may match. */
function mostMatched(match: VictimMatch | undefined, total: number): number {
  if (match === undefined) return 0;
  return match.count ?? Math.ceil((total * (match.sharePercent ?? 100)) / 100);
}
