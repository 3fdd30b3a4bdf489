import { describeFault, untilHeard } from './fault.contract.ts';
import { messageDelay } from './message-delay.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(messageDelay, {
  settings: { delay: '30ms', every: 2 },
  refused: [
    [{ delay: 30 }, 'delay'],
    [{ direction: 'sideways' }, 'sideways'],
  ],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
