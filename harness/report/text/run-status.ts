/** What a run looks like at this moment, kept up to date from its events. */

import type { HistoryEvent } from '../../contracts/history.ts';
import type { Plan } from '../../contracts/plan.ts';

export type FaultState = 'planned' | 'injected' | 'proven' | 'unproven' | 'healing' | 'healed';

export interface RunStatus {
  readonly plan: Plan;
  readonly phase: string;
  readonly elapsedMs: number;
  readonly totalMs: number;
  /** Undefined until the load has said so for the first time. */
  readonly users: number | undefined;
  readonly open: number;
  readonly claimed: number | undefined;
  readonly faults: ReadonlyMap<string, { readonly inject: string; readonly state: FaultState }>;
}

export interface StatusKeeper {
  take(event: HistoryEvent): void;
  status(): RunStatus;
}

export function createStatusKeeper(plan: Plan): StatusKeeper {
  const open = new Set<string>();
  const faults = new Map<string, { inject: string; state: FaultState }>();
  for (const { id, inject } of plan.faults) faults.set(id, { inject, state: 'planned' });
  let [phase, startUs, nowUs] = ['start', 0, 0];
  let users: number | undefined;
  let claimed: number | undefined;
  return {
    take: (event) => {
      nowUs = Math.max(nowUs, event.atUs);
      if (event.kind === 'run.start') startUs = event.atUs;
      else if (event.kind === 'phase.begin') phase = event.phase;
      else if (event.kind === 'load.sample') users = event.usersActive;
      else if (event.kind === 'census') claimed = event.claimed;
      else if (event.kind === 'tap.open') open.add(event.connection);
      else if (event.kind === 'tap.closed') open.delete(event.connection);
      else noteFault(faults, event);
    },
    status: () => ({
      plan,
      phase,
      elapsedMs: startUs === 0 ? 0 : (nowUs - startUs) / 1000,
      totalMs: plan.phases.at(-1)?.endMs ?? 0,
      users,
      open: open.size,
      claimed,
      faults,
    }),
  };
}

const states: Readonly<Partial<Record<HistoryEvent['kind'], FaultState>>> = {
  'fault.begin': 'injected',
  'fault.proof': 'proven',
  'fault.unproven': 'unproven',
  'fault.heal': 'healing',
  'fault.healed': 'healed',
};

function noteFault(
  faults: Map<string, { inject: string; state: FaultState }>,
  event: HistoryEvent,
): void {
  const state = states[event.kind];
  if (state === undefined || !('fault' in event)) return;
  const inject = faults.get(event.fault)?.inject ?? event.fault;
  faults.set(event.fault, { inject, state });
}
