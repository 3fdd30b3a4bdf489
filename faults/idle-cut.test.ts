import { describeFault, untilHeard } from './fault.contract.ts';
import { idleCut } from './idle-cut.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(idleCut, {
  settings: { idle: '1s' }, // longer than a busy machine lets a server stand still
  refused: [
    [{ idle: '10ms' }, 'idle'],
    [{ how: 'shout' }, 'shout'],
  ],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
