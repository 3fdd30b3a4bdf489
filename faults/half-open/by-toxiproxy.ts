/** Half-open by Toxiproxy: its kernel goes on acknowledging what the server sends, and answers keepalives. */

import type { ToxicSpec } from '../../harness/contracts/network.ts';
import { laneOf } from '../kinds/lane-fault.ts';
import type { Mechanism } from './mechanism.ts';

/** `slow_close` first: it holds the FIN that passes `timeout`, and undoing them in another order leaks connections. */
export const halfOpenToxics: readonly ToxicSpec[] = [
  { type: 'slow_close', stream: 'upstream', attributes: { delay: 86_400_000 } },
  { type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } },
  { type: 'timeout', stream: 'downstream', attributes: { timeout: 0 } },
];

export const byToxiproxy: Mechanism = async ({ lanes }, planned) => {
  const lane = laneOf(planned);
  await lanes.fire(lane);
  return {
    complaint: async () => {
      const fired = await lanes.firedToxics(lane);
      return fired.length < halfOpenToxics.length
        ? 'its toxics do not read back as fired'
        : undefined;
    },
    facts: async () => ({ toxicsFired: await lanes.firedToxics(lane) }),
    lift: async () => {
      await lanes.remove(lane);
      return 'deleted the proxy of the lane';
    },
  };
};
