import { expect } from 'chai';
import { describeFault, untilHeard } from './fault.contract.ts';
import { pingFlood } from './ping-flood.ts';
import { pongLoss } from './pong-loss.ts';
import { withoutRules } from './testing/leave-out.ts';
import { openRig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

describeFault(pongLoss, {
  refused: [[{ proofWithin: 400 }, 'proofWithin']],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});

describe('pongLoss', () => {
  it('is not proven by the pongs that a ping flood on the same victims swallows', async function () {
    const rig = await openRig(requireToxiproxy(this));
    const scene = await rig.scene(pongLoss, { settings: { proofWithin: '300ms' } });
    const { context, planned } = scene;
    // at a pace that leaves a server which stands still for half a second no more than it bears at once
    const settings = pingFlood.parseSettings({ times: 100_000, every: '10ms' });
    const flood = await pingFlood.inject({ ...planned, id: 'f2', settings }, context);
    expect((await flood.prove()).unproven).to.deep.equal([]);
    const ids = context.live(planned.victims).map(({ connection }) => connection);
    const active = await pongLoss.inject(planned, withoutRules(context));
    const before = await context.tap.counters(ids);
    const arePinged = async (): Promise<boolean> =>
      (await context.tap.counters(ids)).every(
        ({ pingsDown }, index) => pingsDown > (before[index]?.pingsDown ?? 0),
      );
    while (!(await arePinged())) await context.clock.delay(5);
    const { victims, unproven } = await active.prove();
    expect(victims).to.deep.equal([]);
    expect(unproven[0]?.reason).to.contain('no pong came');
    for (const each of [active, flood]) await each.heal();
    await scene.close();
    await rig.close();
  });
});
