import { describeFault } from './fault.contract.ts';
import { massCut } from './mass-cut.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(massCut, {
  settings: { within: '30ms' },
  refused: [
    [{ within: '5s' }, 'within'],
    [{ how: 'gently' }, 'gently'],
  ],
  leftOut: withoutRules,
});
