import { expect } from 'chai';
import { systemClock } from '../harness/process/system-clock.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { describeFault } from './fault.contract.ts';
import { halfOpenSocket } from './half-open-socket.ts';
import { openRig, untilGone, type Rig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

describeFault(halfOpenSocket, {
  impatient: {},
  refused: [
    [{ quiet: 50 }, '50'],
    [{ quiet: '50' }, '50'],
    [{ quiet: '1ms' }, '1ms'],
  ],
  leftOut: (context) => ({
    ...context,
    lanes: {
      ...context.lanes,
      fire: () => Promise.resolve(),
      firedToxics: () => Promise.resolve([]),
    },
    clients: { vanish: () => Promise.resolve() },
  }),
});

describe('halfOpenSocket', () => {
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  it('keeps the server in the dark while the client is gone, and tells it at the heal', async () => {
    const scene = await rig.scene(halfOpenSocket);
    const { context, planned, clients } = scene;
    const victims = context.live(planned.victims);
    const ports = victims.map(({ serverPort }) => serverPort);
    const active = await halfOpenSocket.inject(planned, context);
    expect(clients.openIds()).to.have.length(2);
    const proof = await active.prove();
    expect(proof.facts).to.deep.include({ serverSockets: { established: 3 }, messagesUpSince: 0 });
    await active.heal();
    const gone = await lookUntil(systemClock, { withinMs: 5000, everyMs: 10 }, async () => {
      const states = await context.kernel?.serverSockets(ports);
      return [...(states?.values() ?? [])].every((state) => state === 'gone') ? true : undefined;
    });
    expect(gone).to.equal(true);
    await scene.close();
  });

  it('is not proven when only the toxics are left out and the FIN gets through', async () => {
    const scene = await rig.scene(halfOpenSocket);
    const { context, planned } = scene;
    const lanes = {
      ...context.lanes,
      fire: () => Promise.resolve(),
      firedToxics: () => Promise.resolve(['1', '2', '3']),
    };
    const active = await halfOpenSocket.inject(planned, { ...context, lanes });
    await untilGone(scene);
    const proof = await active.prove();
    expect(proof.victims).to.deep.equal([]);
    expect(proof.unproven[0]?.reason).to.contain('end of the client');
    await scene.close();
  });

  it('is proven though something that was under way comes late', async () => {
    const scene = await rig.scene(halfOpenSocket);
    const { context, planned } = scene;
    const { tap } = context;
    let lateBytes = 5;
    const counters: typeof tap.counters = async (ids) => {
      lateBytes = Math.max(0, lateBytes - 1);
      return (await tap.counters(ids)).map((one) => ({ ...one, bytesUp: one.bytesUp - lateBytes }));
    };
    const slow = { ...context, tap: { ...tap, counters } };
    const active = await halfOpenSocket.inject(planned, slow);
    expect((await active.prove()).unproven).to.deep.equal([]);
    await active.heal();
    await scene.close();
  });

  it('is not proven for a victim the server has closed meanwhile', async () => {
    const scene = await rig.scene(halfOpenSocket);
    const { context, planned } = scene;
    const [closed] = context.live(planned.victims);
    const active = await halfOpenSocket.inject(planned, context);
    await rig.server.call('terminate', { connections: [closed?.connection] });
    const proof = await active.prove();
    expect(proof.victims).to.have.length(2);
    expect(proof.unproven[0]?.connection).to.equal(closed?.connection);
    await active.heal();
    await scene.close();
  });

  it('needs a lane of its own', async () => {
    const scene = await rig.scene(halfOpenSocket);
    const { lane, ...withoutLane } = scene.planned;
    const error = await halfOpenSocket
      .inject(withoutLane, scene.context)
      .catch((reason: unknown) => reason);
    expect(lane).to.equal('victims');
    expect(error).to.have.property('code', 'CHAOS_ERR_FAULT_INJECT');
    await scene.close();
  });
});
