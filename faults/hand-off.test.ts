import { describeFault } from './fault.contract.ts';
import { handOff } from './hand-off.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(handOff, {
  refused: [[{ proofWithin: 400 }, 'proofWithin']],
  leftOut: withoutRules,
});
