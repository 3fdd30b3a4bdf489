import { describeFault, untilHeard } from './fault.contract.ts';
import { partition } from './partition.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(partition, {
  refused: [[{ proofWithin: 400 }, 'proofWithin']],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
