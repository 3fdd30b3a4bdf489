import { expect } from 'chai';
import { clientKill } from './client-kill.ts';
import { describeFault } from './fault.contract.ts';
import { withoutClientControl, withOtherClients } from './testing/leave-out.ts';
import { openRig, untilGone, type Rig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

describeFault(clientKill, {
  refused: [[{ proofWithin: 5 }, 'proofWithin']],
  leftOut: withoutClientControl,
});

describeFault(clientKill, {
  settings: { mechanism: 'engine' },
  refused: [],
  leftOut: withoutClientControl,
});

describe('clientKill', () => {
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  it('is told apart from a client that says goodbye', async () => {
    const settings = { proofWithin: '100ms', mechanism: 'engine' };
    const scene = await rig.scene(clientKill, { settings, victims: 1 });
    const { context, planned, clients } = scene;
    const vanish = (ids: readonly string[]): Promise<void> => {
      for (const id of ids) clients.socket(id).close(1000);
      return Promise.resolve();
    };
    const active = await clientKill.inject(planned, { ...context, clients: { vanish } });
    await untilGone(scene);
    const { unproven } = await active.prove();
    expect(unproven.map(({ reason }) => reason)).to.deep.equal(['it said goodbye']);
    await scene.close();
  });

  it('is not proven by another process that is gone', async () => {
    const settings = { proofWithin: '200ms' };
    const scene = await rig.scene(clientKill, { settings, victims: 1 });
    const active = await clientKill.inject(scene.planned, withOtherClients(scene.context));
    const { unproven, facts } = await active.prove();
    expect(facts).to.include({ processState: 'gone' });
    expect(unproven.map(({ reason }) => reason)).to.deep.equal(['the tap has seen no end of it']);
    await scene.close();
  });
});
