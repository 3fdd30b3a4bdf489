import { describeFault, untilHeard } from './fault.contract.ts';
import { pingFlood } from './ping-flood.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(pingFlood, {
  settings: { times: 50 },
  refused: [
    [{ times: -1 }, '-1'],
    [{ every: '0ms' }, '0ms'],
  ],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});
