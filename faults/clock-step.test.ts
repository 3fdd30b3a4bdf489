import { expect } from 'chai';
import { clockStep } from './clock-step.ts';
import { describeFault } from './fault.contract.ts';
import { openRig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';
import { withoutPoint } from './testing/leave-out.ts';

describeFault(clockStep, {
  impatient: {},
  refused: [
    [{ by: '10ms' }, 'by'],
    [{ direction: 'sideways' }, 'sideways'],
  ],
  leftOut: (context) => withoutPoint(context, 'clock'),
  healed: async ({ context }) => {
    const aheadUs =
      ((await context.target.faultPoints?.clock?.nowUs()) ?? 0) - context.clock.nowUs();
    expect(Math.abs(aheadUs)).to.be.below(1_000_000);
  },
});

describe('clockStep', () => {
  it('jumps back as well, and is told apart from a jump of another length', async function () {
    const rig = await openRig(requireToxiproxy(this));
    const scene = await rig.scene(clockStep, { settings: { by: '1h', direction: 'back' } });
    const { context, planned } = scene;
    const active = await clockStep.inject(planned, context);
    const { unproven, facts } = await active.prove();
    expect(unproven).to.deep.equal([]);
    expect(facts['movedMs']).to.be.within(-3_600_500, -3_599_500);
    await context.target.faultPoints?.clock?.step(5000);
    expect((await active.prove()).victims).to.deep.equal([]);
    const report = await active.heal();
    expect(report).to.include({ clean: false });
    expect(report.how).to.match(/it moved by (49|50)\d\d ms against/);
    await scene.close();
    await rig.close();
  });
});
