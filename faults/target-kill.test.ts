import { describeFault } from './fault.contract.ts';
import { withAnotherProcess } from './testing/leave-out.ts';
import { targetKill } from './target-kill.ts';

describeFault(targetKill, {
  endsTheServer: true,
  stopsEverybody: true,
  refused: [[{ proofWithin: 5 }, 'proofWithin']],
  leftOut: withAnotherProcess,
});
