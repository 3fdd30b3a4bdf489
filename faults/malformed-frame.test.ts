import { describeFault } from './fault.contract.ts';
import { malformedFrame } from './malformed-frame.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(malformedFrame, {
  settings: { proofWithin: '250ms' },
  refused: [[{ shape: 'round' }, 'round']],
  leftOut: withoutRules,
});
