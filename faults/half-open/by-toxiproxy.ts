/** Half-open through Toxiproxy: it keeps the FIN and goes on acknowledging, so no TCP timer of the server ever fires. */

import type { ToxicSpec } from '../../harness/contracts/fault.ts';
import { laneOf } from '../lane-fault.ts';
import type { Mechanism } from './mechanism.ts';

/** `slow_close` first: it holds the FIN that passes `timeout`, and undoing them in another order leaks connections. */
const toxics: readonly ToxicSpec[] = [
  { type: 'slow_close', stream: 'upstream', attributes: { delay: 86_400_000 } },
  { type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } },
  { type: 'timeout', stream: 'downstream', attributes: { timeout: 0 } },
];

export const byToxiproxy: Mechanism = {
  needs: ['lane'],
  toxics,
  tapIsDeceived: true,
  hold: async (_victims, { planned, context: { lanes } }) => {
    const lane = laneOf(planned);
    await lanes.fire(lane);
    return {
      look: async () => {
        const toxicsFired = await lanes.firedToxics(lane);
        const isWhole = toxicsFired.length >= toxics.length;
        return {
          facts: { toxicsFired },
          reasonAgainst: () => (isWhole ? undefined : 'its toxics do not read back as fired'),
        };
      },
      cancel: () => lanes.disarm(lane),
      release: async () => {
        await lanes.remove(lane);
        return 'deleted the proxy of the lane';
      },
    };
  },
};
