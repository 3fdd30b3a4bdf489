import { expect } from 'chai';
import { clientKill } from './client-kill.ts';
import { describeFault } from './fault.contract.ts';
import { withoutClientControl } from './testing/leave-out.ts';
import { openRig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

describeFault(clientKill, {
  refused: [[{ proofWithin: 5 }, 'proofWithin']],
  leftOut: withoutClientControl,
});

describe('clientKill', () => {
  it('is told apart from a client that says goodbye', async function () {
    const rig = await openRig(requireToxiproxy(this));
    const scene = await rig.scene(clientKill, { settings: { proofWithin: '500ms' }, victims: 1 });
    const { context, planned, clients } = scene;
    const vanish = (ids: readonly string[]): Promise<void> => {
      for (const id of ids) clients.socket(id).close(1000);
      return Promise.resolve();
    };
    const active = await clientKill.inject(planned, { ...context, clients: { vanish } });
    const { unproven } = await active.prove();
    expect(unproven.map(({ reason }) => reason)).to.deep.equal(['it said goodbye']);
    await scene.close();
    await rig.close();
  });
});
