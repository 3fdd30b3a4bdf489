import { expect } from 'chai';
import { describeFault, untilHeard } from './fault.contract.ts';
import { messageReorder } from './message-reorder.ts';
import { withoutRules } from './testing/leave-out.ts';
import { openRig, type Rig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

describeFault(messageReorder, {
  settings: { every: 2, wait: '200ms' },
  refused: [[{ wait: '1' }, 'wait']],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});

describe('messageReorder', () => {
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  it('says how much its victims have said, and what it waited for', async () => {
    const settings = { direction: 'up', wait: '30ms', every: 2, proofWithin: '300ms' };
    const scene = await rig.scene(messageReorder, { settings, victims: 2 });
    const { context, planned, clients } = scene;
    const active = await messageReorder.inject(planned, context);
    const [one] = active.victims;
    const socket = clients.socket(one?.connection ?? '');
    socket.send('first');
    socket.send('second');
    const wentAlone = async (): Promise<boolean> => {
      const [counters] = await context.tap.counters([one?.connection ?? '']);
      return counters?.acted?.['unswapped'] === 1;
    };
    while (!(await wentAlone())) await context.clock.delay(5);
    const { unproven } = await active.prove();
    await active.heal();
    await scene.close();
    const reasons = new Map(unproven.map(({ connection, reason }) => [connection, reason]));
    const spoken = reasons.get(one?.connection ?? '');
    expect(spoken).to.contain('2 came up, of which number 2 is the first to be hit');
    expect(spoken).to.contain('nothing followed it within 30 ms');
    reasons.delete(one?.connection ?? '');
    expect([...reasons.values()].join()).to.contain('0 came up');
  });
});
