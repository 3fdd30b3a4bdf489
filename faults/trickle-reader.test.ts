import { describeFault, untilHeard } from './fault.contract.ts';
import { trickleReader } from './trickle-reader.ts';
import { withoutRules, withRule } from './testing/leave-out.ts';

describeFault(trickleReader, {
  settings: { bytesPerSecond: 50, provoke: 'pings' },
  refused: [[{ bytesPerSecond: 0.5 }, '0.5']],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});

describeFault(trickleReader, {
  settings: { bytesPerSecond: 50, behind: '50ms' },
  refused: [[{ behind: 50 }, 'behind']],
  // slow enough to rest after each piece, and fast enough to be there for the next
  leftOut: withRule((rule) =>
    rule.kind === 'read-slowly' ? { ...rule, bytesPerSecond: 1_000_000_000 } : rule,
  ),
});
