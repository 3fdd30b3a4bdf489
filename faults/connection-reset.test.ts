import { describeFault } from './fault.contract.ts';
import { connectionReset } from './connection-reset.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(connectionReset, {
  settings: { proofWithin: '250ms' },
  refused: [
    [{ at: 'noon' }, 'noon'],
    [{ after: 0 }, 'after'],
  ],
  leftOut: withoutRules,
});
