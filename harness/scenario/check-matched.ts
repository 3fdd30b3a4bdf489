/** Faults that must know their victims before these connect cannot take them by what they ask for. */

import type { Fault } from '../contracts/fault.ts';
import { needsOf } from '../contracts/fault-needs.ts';
import type { FaultStep } from '../contracts/scenario.ts';
import type { Path, Problem } from './scenario-error.ts';

/** At the `path` or `header` of the step; settings that the fault refuses are somebody else's finding. */
export function checkMatched(fault: Fault, { on, settings }: FaultStep, path: Path): Problem[] {
  const by = (['path', 'header'] as const).find((name) => on[name] !== undefined);
  const how = by === undefined ? undefined : routedEarly(fault, settings);
  if (by === undefined || how === undefined) return [];
  const others = fault.settings?.some(({ name }) => name === 'mechanism') === true;
  return [
    {
      code: 'CHAOS_ERR_FAULT_VICTIMS',
      path: [...path, 'on', by],
      message: `${fault.name} takes its victims ${how}, and a ${by} is known too late for that.`,
      help:
        'Choose them by cohort, count, share or connections, or take a fault of the tap' +
        (others ? ', or another `mechanism` of this one.' : '.'),
    },
  ];
}

function routedEarly(
  fault: Fault,
  settings: Readonly<Record<string, unknown>>,
): string | undefined {
  try {
    const parsed = fault.parseSettings(settings);
    if ((fault.toxics?.(parsed) ?? []).length > 0) return 'through a lane of their own';
    const isApart = needsOf(fault, parsed).includes('client-process');
    return isApart ? 'in a process of their own' : undefined;
  } catch {
    return undefined;
  }
}
