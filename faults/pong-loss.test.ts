import { describeFault, untilHeard } from './fault.contract.ts';
import { pongLoss } from './pong-loss.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(pongLoss, {
  refused: [[{ proofWithin: 400 }, 'proofWithin']],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
