import { describeFault, untilHeard } from './fault.contract.ts';
import { trickleReader } from './trickle-reader.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(trickleReader, {
  settings: { bytesPerSecond: 50 },
  refused: [[{ bytesPerSecond: 0.5 }, '0.5']],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
