import { describeFault, untilHeard } from './fault.contract.ts';
import { targetFreeze } from './target-freeze.ts';
import { withAnotherProcess } from './testing/leave-out.ts';

describeFault(targetFreeze, {
  impatient: {},
  stopsEverybody: true,
  refused: [[{ quiet: '1ms' }, '1ms']],
  leftOut: withAnotherProcess,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
