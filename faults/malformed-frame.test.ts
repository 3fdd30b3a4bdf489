import { expect } from 'chai';
import { describeFault } from './fault.contract.ts';
import { malformedFrame } from './malformed-frame.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { withoutRules } from './testing/leave-out.ts';
import { openRig, type Rig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

describeFault(malformedFrame, {
  refused: [[{ shape: 'round' }, 'round']],
  leftOut: withoutRules,
});

describe('malformedFrame', () => {
  const shapes = malformedFrame.settings?.find(({ name }) => name === 'shape')?.options ?? [];
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  for (const shape of shapes) {
    const isStuck = shape === 'half-a-frame';
    const then = isStuck
      ? 'nothing more is heard of the client'
      : 'the server fails the connection';
    it(`of shape ${shape} arrives, and ${then}`, async () => {
      const scene = await rig.scene(malformedFrame, { settings: { shape }, victims: 1 });
      const { context, planned, bystanderIds } = scene;
      const id = `${planned.victims[0] ?? ''}.0`;
      const active = await malformedFrame.inject(planned, context);
      expect((await active.prove()).unproven).to.deep.equal([]);
      const by = (kind: 'tap.close-frame' | 'tap.end') => (): boolean =>
        context.events().some((e) => e.kind === kind && e.connection === id && e.by === 'server');
      const [saidClose, ended] = [by('tap.close-frame'), by('tap.end')];
      const isSeen = await lookUntil(systemClock, { withinMs: 3000, everyMs: 5 }, async () => {
        const [counters] = await context.tap.counters([id]);
        const pongsLost = counters?.acted?.['swallowed-pong'] ?? 0;
        return (isStuck ? pongsLost > 0 : saidClose() || ended()) ? true : undefined;
      });
      expect(isSeen).to.equal(true);
      if (isStuck) expect(saidClose() || ended()).to.equal(false);
      expect(scene.clients.openIds()).to.include.members([...bystanderIds]);
      await active.heal();
      await scene.close();
    });
  }
});
