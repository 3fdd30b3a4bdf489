/** Who stops or kills clients: the kernel, a whole process of them at once, or the load engine, one connection at a time. */

import { ChaosError } from '../../harness/contracts/errors.ts';
import type { ClientProcess, FaultContext, FaultNeed } from '../../harness/contracts/fault.ts';
import type { PlannedFault } from '../../harness/contracts/plan.ts';

export const mechanism = {
  kind: 'choice',
  options: ['process', 'engine'],
  default: 'process',
  summary:
    '`process`: the users of the victims live in a process of their own, which gets the signal, so that all connections of ' +
    'a user are hit; `engine`: the load engine does as if, with single connections',
} as const;

export type ClientMechanism = (typeof mechanism.options)[number];

export const needsOfClients: Readonly<Record<ClientMechanism, readonly FaultNeed[]>> = {
  process: ['client-process'],
  engine: ['client-control'],
};

/** Throws CHAOS_ERR_FAULT_INJECT where the load has not put its victims into a process of their own. */
export function clientProcessOf({ clients }: FaultContext, planned: PlannedFault): ClientProcess {
  const { inject, process } = planned;
  const found = process === undefined ? undefined : clients.process?.(process);
  if (found !== undefined) return found;
  throw new ChaosError(
    'CHAOS_ERR_FAULT_INJECT',
    `the victims of ${inject} do not live in a process of their own`,
    { help: 'Run it with --engine embedded, or set `mechanism: engine`.' },
  );
}
