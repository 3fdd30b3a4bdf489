import { describeFault } from './fault.contract.ts';
import { slowHandshake } from './slow-handshake.ts';
import { behindTheTap } from './testing/leave-out.ts';

describeFault(slowHandshake, {
  settings: { each: 2 },
  refused: [[{ each: 0 }, 'each']],
  leftOut: behindTheTap,
});
