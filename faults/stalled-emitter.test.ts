import { expect } from 'chai';
import { describeFault, untilHeard } from './fault.contract.ts';
import { stalledEmitter } from './stalled-emitter.ts';
import { openRig, type Rig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

describeFault(stalledEmitter, {
  settings: { proofWithin: '10s' },
  refused: [
    [{ mode: 'explode' }, 'explode'],
    [{ delay: '30' }, '30'],
    [{ proofWithin: '10h' }, '10h'],
  ],
  leftOut: (context) => ({
    ...context,
    target: {
      ...context.target,
      faultPoints: {
        ...context.target.faultPoints!,
        armEmit: () => Promise.resolve(),
      },
    },
  }),
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});

describe('stalledEmitter', () => {
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  for (const mode of ['throw', 'hang', 'drop', 'slow'] as const) {
    it(`is proven in mode ${mode}`, async () => {
      const scene = await rig.scene(stalledEmitter, { settings: { mode, proofWithin: '10s' } });
      const active = await stalledEmitter.inject(scene.planned, scene.context);
      const proof = await active.prove();
      expect(proof.unproven).to.deep.equal([]);
      expect(proof.facts).to.deep.include({ saidHealthy: 3, controls: 2 });
      expect(proof.facts['controlsReached']).to.be.at.least(1);
      await active.heal();
      await scene.close();
    });
  }

  it('takes the victims as their own control where nobody else is connected', async () => {
    const scene = await rig.scene(stalledEmitter, { bystanders: 0 });
    const active = await stalledEmitter.inject(scene.planned, scene.context);
    const proof = await active.prove();
    expect(proof.unproven).to.deep.equal([]);
    await active.heal();
    await scene.close();
  });

  it('is not proven while no control is reached', async () => {
    const scene = await rig.scene(stalledEmitter, { settings: { proofWithin: '300ms' } });
    const { context, planned, bystanderIds } = scene;
    const active = await stalledEmitter.inject(planned, context);
    await context.target.faultPoints?.armEmit(bystanderIds, 'drop', 0);
    const proof = await active.prove();
    expect(proof.victims).to.deep.equal([]);
    await context.target.faultPoints?.disarmEmit(bystanderIds);
    await active.heal();
    await scene.close();
  });

  it('is not proven where the health check noticed or the server let go', async () => {
    const scene = await rig.scene(stalledEmitter, { settings: { proofWithin: '10s' } });
    const { context, planned } = scene;
    const active = await stalledEmitter.inject(planned, context);
    const [closed] = active.victims;
    await rig.server.call('terminate', { connections: [closed?.connection] });
    const proof = await active.prove();
    expect(proof.victims).to.have.length(2);
    expect(proof.unproven).to.have.length(1);
    await active.heal();
    await scene.close();
  });

  it('needs a server with fault points', async () => {
    const scene = await rig.scene(stalledEmitter);
    const error = await stalledEmitter
      .inject(scene.planned, { ...scene.context, target: { url: scene.context.target.url } })
      .catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'CHAOS_ERR_FAULT_INJECT');
    await scene.close();
  });
});
