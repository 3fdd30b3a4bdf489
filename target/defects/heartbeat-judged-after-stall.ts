/** Planted defect (C1): after a stall of its own event loop it judges its peers by the silence that it made itself. */

import type { Defect } from './defect.ts';
import { condemnsSilence } from './parts/last-heard.ts';

export const heartbeatJudgedAfterStall: Defect = {
  name: 'heartbeat-judged-after-stall',
  summary: 'after a stall of its own loop it removes everybody for the silence it made itself',
  caughtBy: 'live-connections-kept',
  scenario: 'stalls-and-clock-steps',
  plant: () => ({
    isTimeFair: false,
    furtherDetectors: (bench) => {
      const { heartbeatMs, misses } = bench.settings;
      const limitUs = heartbeatMs * misses * 1000;
      const now = (): number => bench.timetable.nowUs;
      return [condemnsSilence(bench, { name: 'raw-heartbeat', now, limitUs })];
    },
  }),
};
