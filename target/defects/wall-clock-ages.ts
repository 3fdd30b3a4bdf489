/** Planted defect (Z13): ages by a wall clock, which a time server sets forward. */

import type { Defect } from './defect.ts';
import { condemnsSilence } from './parts/last-heard.ts';

const limitUs = 60_000_000;

export const wallClockAges: Defect = {
  name: 'wall-clock-ages',
  summary:
    'measures silence by the wall clock: a step of an hour makes everybody silent for an hour',
  caughtBy: 'live-connections-kept',
  scenario: 'stalls-and-clock-steps',
  plant: () => ({
    furtherDetectors: (bench) => {
      const now = (): number => bench.clock.nowUs();
      return [condemnsSilence(bench, { name: 'wall-clock', now, limitUs })];
    },
  }),
};
