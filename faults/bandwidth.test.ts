import { bandwidth } from './bandwidth.ts';
import { describeFault, untilHeard } from './fault.contract.ts';
import { withoutToxics } from './testing/leave-out.ts';

describeFault(bandwidth, {
  settings: { kilobytesPerSecond: 5 },
  impatient: {},
  refused: [
    [{ kilobytesPerSecond: 0 }, '0'],
    [{ direction: 'both' }, 'both'],
  ],
  leftOut: withoutToxics,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
