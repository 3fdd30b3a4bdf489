import { describeFault, untilHeard } from './fault.contract.ts';
import { oneWayCut } from './one-way-cut.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(oneWayCut, {
  refused: [[{ direction: 'both' }, 'both']],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
