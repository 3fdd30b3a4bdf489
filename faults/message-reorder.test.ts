import { describeFault, untilHeard } from './fault.contract.ts';
import { messageReorder } from './message-reorder.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(messageReorder, {
  settings: { every: 2, wait: '200ms' },
  refused: [[{ wait: '1' }, 'wait']],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
