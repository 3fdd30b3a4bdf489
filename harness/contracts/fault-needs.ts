/** All that a fault needs as it is set. */

import type { Fault, FaultNeed } from './fault.ts';

/** `settings` as the fault has parsed them. */
export function needsOf(
  fault: Pick<Fault, 'needs' | 'furtherNeeds'>,
  settings: Readonly<Record<string, unknown>>,
): readonly FaultNeed[] {
  return [...fault.needs, ...(fault.furtherNeeds?.(settings) ?? [])];
}
