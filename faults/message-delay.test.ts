import { expect } from 'chai';
import { describeFault, untilHeard } from './fault.contract.ts';
import { messageDelay } from './message-delay.ts';
import { withoutRules } from './testing/leave-out.ts';
import { openRig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

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

describe('messageDelay', () => {
  it('is not proven by what another one of its kind delays on the same victims', async function () {
    const rig = await openRig(requireToxiproxy(this));
    const settings = { every: 1, delay: '20ms' };
    const scene = await rig.scene(messageDelay, {
      settings: { ...settings, proofWithin: '300ms' },
    });
    const { context, planned } = scene;
    const patient = { ...planned, id: 'f2', settings: messageDelay.parseSettings(settings) };
    const other = await messageDelay.inject(patient, context);
    const active = await messageDelay.inject(planned, withoutRules(context));
    expect((await other.prove()).unproven).to.deep.equal([]);
    expect((await active.prove()).victims).to.deep.equal([]);
    for (const each of [active, other]) await each.heal();
    await scene.close();
    await rig.close();
  });
});
