import { expect } from 'chai';
import { describeFault, untilHeard } from './fault.contract.ts';
import { silentEventLoss } from './silent-event-loss.ts';
import { withoutRules } from './testing/leave-out.ts';
import { openRig, type Rig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

describeFault(silentEventLoss, {
  refused: [
    [{ direction: 'sideways' }, 'sideways'],
    [{ every: 0 }, 'every'],
    [{ limit: 1.5 }, '1.5'],
    [{ proofWithin: 3 }, '3'],
  ],
  leftOut: withoutRules,
});

describe('silentEventLoss', () => {
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  it('loses exactly the messages it was asked to lose, and no ping', async () => {
    const scene = await rig.scene(silentEventLoss, {
      settings: { every: 2, limit: 4 },
      victims: 1,
    });
    const { context, planned, clients } = scene;
    const [id = ''] = context.live(planned.victims).map(({ connection }) => connection);
    const active = await silentEventLoss.inject(planned, context);
    await active.prove();
    const withheld = (): readonly unknown[] =>
      context.events().filter((event) => event.kind === 'tap.withheld' && event.connection === id);
    while (withheld().length < 4) await context.clock.delay(10);
    await untilHeard(scene, id, 4); // of these none is lost any more
    while ((await rig.tap.counters([id]))[0]?.pongsUp === 0) await context.clock.delay(10);
    // what comes while the tap is asked counts for it alone
    const received = clients.received(id);
    const [counters] = await rig.tap.counters([id]);
    expect(withheld()).to.have.length(4);
    expect(withheld()[3]).to.include({ direction: 'down', opcode: 1, index: 8 });
    expect(counters?.withheld).to.equal(4);
    expect(counters?.messagesDown).to.be.at.least(received + 4);
    await active.heal();
    await scene.close();
  });

  it('is not proven by what another one loses in the other direction', async () => {
    const scene = await rig.scene(silentEventLoss, { settings: { direction: 'down', every: 1 } });
    const { context, planned } = scene;
    const down = await silentEventLoss.inject(planned, context);
    const settings = silentEventLoss.parseSettings({ direction: 'up', proofWithin: '100ms' });
    const up = await silentEventLoss.inject({ ...planned, id: 'f2', settings }, context);
    expect((await down.prove()).unproven).to.deep.equal([]);
    expect((await up.prove()).victims).to.deep.equal([]);
    for (const each of [up, down]) await each.heal();
    await scene.close();
  });

  it('says why where no traffic came to be lost', async () => {
    const scene = await rig.scene(silentEventLoss, {
      settings: { direction: 'up', proofWithin: '100ms' },
    });
    const active = await silentEventLoss.inject(scene.planned, scene.context);
    const proof = await active.prove();
    expect(proof.unproven[0]?.reason).to.contain('no message came');
    await active.heal();
    await scene.close();
  });

  it('loses what the client sends in direction up', async () => {
    const scene = await rig.scene(silentEventLoss, {
      settings: { direction: 'up', every: 1, limit: 1 },
      victims: 1,
    });
    const { context, planned, clients } = scene;
    const active = await silentEventLoss.inject(planned, context);
    const socket = clients.socket(active.victims[0]?.connection ?? '');
    const echoes: string[] = [];
    socket.on('message', (data: Buffer) => {
      if (!data.toString().startsWith('{')) echoes.push(data.toString());
    });
    socket.send('one');
    socket.send('two');
    const proof = await active.prove();
    expect(proof.unproven).to.deep.equal([]);
    while (echoes.length === 0) await context.clock.delay(5);
    expect(echoes).to.deep.equal(['two']);
    await active.heal();
    await scene.close();
  });
});
