import { describeFault } from './fault.contract.ts';
import { closeIgnored } from './close-ignored.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(closeIgnored, {
  refused: [[{ provoke: 'anger' }, 'anger']],
  leftOut: withoutRules,
});
