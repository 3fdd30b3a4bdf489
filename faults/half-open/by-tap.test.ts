import { expect } from 'chai';
import { halfOpenSocket } from '../half-open-socket.ts';
import { withoutRules } from '../testing/leave-out.ts';
import { openRig, untilGone, type Rig } from '../testing/rig.ts';
import { requireToxiproxy } from '../testing/require-toxiproxy.ts';

describe('a half-open by the tap', () => {
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  const settings = { mechanism: 'tap' };

  it('needs no lane, and the tap', () => {
    const parsed = halfOpenSocket.parseSettings(settings);
    expect(halfOpenSocket.furtherNeeds?.(parsed)).to.deep.equal(['tap']);
    expect(halfOpenSocket.toxics?.(parsed)).to.deep.equal([]);
  });

  it('keeps the end of the client secret until it is healed', async () => {
    const scene = await rig.scene(halfOpenSocket, { settings });
    const { context, planned } = scene;
    const clientEnds = (): number =>
      context
        .events()
        .filter(
          (event) =>
            event.kind === 'tap.end' &&
            event.by === 'client' &&
            planned.victims.some((key) => event.connection.startsWith(key)),
        ).length;
    const active = await halfOpenSocket.inject(planned, context);
    const proof = await active.prove();
    expect(proof.unproven).to.deep.equal([]);
    expect(clientEnds()).to.equal(0);
    await active.heal();
    await rig.tap.counters([]);
    expect(clientEnds()).to.equal(3);
    await scene.close();
  });

  it('is not proven when the rule is left out and only the clients vanish', async () => {
    const scene = await rig.scene(halfOpenSocket, { settings });
    const { context, planned } = scene;
    const leaky = { ...withoutRules(context), clients: context.clients };
    const active = await halfOpenSocket.inject(planned, leaky);
    await untilGone(scene);
    const proof = await active.prove();
    expect(proof.victims).to.deep.equal([]);
    await active.heal();
    await scene.close();
  });
});
