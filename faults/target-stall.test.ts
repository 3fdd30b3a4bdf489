import { describeFault, untilHeard } from './fault.contract.ts';
import { withAnotherProcess } from './testing/leave-out.ts';
import { targetStall } from './target-stall.ts';

describeFault(targetStall, {
  settings: { stall: '100ms', rest: '50ms' },
  impatient: {},
  stopsEverybody: true,
  refused: [
    [{ stall: 300 }, 'stall'],
    [{ rest: '1ms' }, 'rest'],
  ],
  leftOut: withAnotherProcess,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
