import { describeFault } from './fault.contract.ts';
import { withAnotherProcess } from './testing/leave-out.ts';
import { targetStop } from './target-stop.ts';

describeFault(targetStop, {
  endsTheServer: true,
  stopsEverybody: true,
  refused: [[{ proofWithin: '1ms' }, 'proofWithin']],
  leftOut: withAnotherProcess,
});
