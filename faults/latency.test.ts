import { describeFault, untilHeard } from './fault.contract.ts';
import { latency } from './latency.ts';
import { withoutToxics } from './testing/leave-out.ts';

describeFault(latency, {
  settings: { up: '60ms', down: '90ms' },
  impatient: {},
  refused: [
    [{ up: 100 }, 'up'],
    [{ down: '2m' }, 'down'],
  ],
  leftOut: withoutToxics,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
