import { describeFault } from './fault.contract.ts';
import { connectionReset } from './connection-reset.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(connectionReset, {
  refused: [
    [{ at: 'noon' }, 'noon'],
    [{ after: 0 }, 'after'],
  ],
  leftOut: withoutRules,
});
