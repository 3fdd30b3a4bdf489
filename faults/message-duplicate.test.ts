import { describeFault, untilHeard } from './fault.contract.ts';
import { messageDuplicate } from './message-duplicate.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(messageDuplicate, {
  settings: { every: 1, times: 2 },
  refused: [[{ times: 0 }, 'times']],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
