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
    // the same clock of the same machine, read before, in the server, and behind
    const beforeUs = context.clock.nowUs();
    const serverUs = await context.target.faultPoints?.clock?.nowUs();
    expect(serverUs).to.be.within(beforeUs, context.clock.nowUs());
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
    const slackMs = Number(facts['uncertainMs']) + 1;
    expect(facts['movedMs']).to.be.within(-3_600_000 - slackMs, -3_600_000 + slackMs);
    await context.target.faultPoints?.clock?.step(5000);
    expect((await active.prove()).victims).to.deep.equal([]);
    const report = await active.heal();
    expect(report).to.include({ clean: false });
    const [, movedMs] = /it moved by (\d+) ms against/.exec(report.how) ?? [];
    // half of what a reading takes is not known of it
    expect(Number(movedMs)).to.be.within(3000, 7000);
    await scene.close();
    await rig.close();
  });
});
