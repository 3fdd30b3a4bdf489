import { describeFault } from './fault.contract.ts';
import { handshakeThenSilence } from './handshake-then-silence.ts';
import { withoutTheTap } from './testing/leave-out.ts';

describeFault(handshakeThenSilence, {
  bringsItsOwn: true,
  settings: { each: 2 },
  refused: [[{ each: 0 }, 'each']],
  leftOut: withoutTheTap,
});
