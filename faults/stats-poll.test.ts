import type { FaultContext } from '../harness/contracts/fault.ts';
import { describeFault } from './fault.contract.ts';
import { statsPoll } from './stats-poll.ts';

/** The census of a server that has nobody. */
function ofAnEmptyServer(context: FaultContext): FaultContext {
  const census = (): Promise<never> =>
    Promise.resolve({ claimed: 0, limit: 0, reclaimable: 0, connections: [] } as never);
  return { ...context, target: { ...context.target, census } };
}

describeFault(statsPoll, {
  settings: { every: '10ms' },
  refused: [
    [{ every: '1ms' }, 'every'],
    [{ rounds: 0 }, 'rounds'],
  ],
  leftOut: ofAnEmptyServer,
});
