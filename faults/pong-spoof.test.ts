import { describeFault } from './fault.contract.ts';
import { pongSpoof } from './pong-spoof.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(pongSpoof, {
  refused: [[{ proofWithin: 400 }, 'proofWithin']],
  leftOut: withoutRules,
});
