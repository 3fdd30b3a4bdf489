import { describeFault } from './fault.contract.ts';
import { halfClose } from './half-close.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(halfClose, {
  refused: [[{ proofWithin: 400 }, 'proofWithin']],
  leftOut: withoutRules,
});
