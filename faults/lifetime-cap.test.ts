import { describeFault } from './fault.contract.ts';
import { lifetimeCap } from './lifetime-cap.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(lifetimeCap, {
  settings: { age: '1ms' },
  refused: [[{ age: 5 }, 'age']],
  leftOut: withoutRules,
});
