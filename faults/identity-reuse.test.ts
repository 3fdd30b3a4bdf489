import { describeFault } from './fault.contract.ts';
import { identityReuse } from './identity-reuse.ts';
import { behindTheTap } from './testing/leave-out.ts';

describeFault(identityReuse, {
  settings: { each: 2 },
  refused: [[{ each: 0 }, 'each']],
  leftOut: behindTheTap,
});
