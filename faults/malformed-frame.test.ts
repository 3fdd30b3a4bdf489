import { describeFault } from './fault.contract.ts';
import { malformedFrame } from './malformed-frame.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(malformedFrame, {
  refused: [[{ shape: 'round' }, 'round']],
  leftOut: withoutRules,
});
