import { expect } from 'chai';
import { clientFreeze } from './client-freeze.ts';
import { describeFault, untilHeard } from './fault.contract.ts';
import { withoutClientControl, withOtherClients } from './testing/leave-out.ts';
import { openRig, type Rig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

describeFault(clientFreeze, {
  impatient: {},
  refused: [
    [{ quiet: '1ms' }, 'quiet'],
    [{ quiet: 200 }, 'quiet'],
    [{ mechanism: 'kernel' }, 'mechanism'],
  ],
  leftOut: withoutClientControl,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});

describeFault(clientFreeze, {
  settings: { mechanism: 'engine' },
  impatient: {},
  refused: [],
  leftOut: withoutClientControl,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});

describe('clientFreeze', () => {
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  it('stops the process, whose kernel takes what nobody reads', async () => {
    const scene = await rig.scene(clientFreeze);
    const { context, planned, clients } = scene;
    const active = await clientFreeze.inject(planned, context);
    const { facts } = await active.prove();
    expect(facts).to.include({ pid: clients.process('f1')?.pid, processState: 'stopped' });
    expect(facts['socketsWithUnread']).to.equal(3);
    expect(facts['unreadBytes']).to.be.above(0);
    expect(await active.heal()).to.include({ clean: true });
    await scene.close();
  });

  it('is not proven by another process that stands still', async () => {
    // a client that runs answers long before
    const scene = await rig.scene(clientFreeze, { victims: 1, settings: { quiet: '10s' } });
    const active = await clientFreeze.inject(scene.planned, withOtherClients(scene.context));
    const { unproven } = await active.prove();
    expect(unproven.map(({ reason }) => reason)).to.deep.equal(['it still answers pings']);
    await active.heal();
    await scene.close();
  });

  it('is not proven by pongs that are late with those of the bystanders', async () => {
    const scene = await rig.scene(clientFreeze, { settings: { mechanism: 'engine' } });
    const { tap } = scene.context;
    const injector = tap.injector!;
    let lateMs = 190;
    const roundTrips: typeof injector.roundTrips = async (ids, burst) => {
      const addedMs = lateMs;
      lateMs = 0;
      return (await injector.roundTrips(ids, burst)).map(({ connection, ms = 0 }) => {
        const isLost = addedMs > 0 && !scene.bystanderIds.includes(connection);
        return isLost ? { connection } : { connection, ms: ms + addedMs };
      });
    };
    const late = {
      ...withoutClientControl(scene.context),
      tap: { ...tap, injector: { ...injector, roundTrips } },
    };
    const active = await clientFreeze.inject(scene.planned, late);
    const { victims, unproven } = await active.prove();
    expect(victims).to.deep.equal([]);
    expect(unproven[0]?.reason).to.equal('it still answers pings');
    await active.heal();
    await scene.close();
  });

  it('is not proven by a silence that bystanders share', async () => {
    const scene = await rig.scene(clientFreeze);
    const { context, planned, clients, bystanderIds } = scene;
    const active = await clientFreeze.inject(planned, context);
    await clients.freeze(bystanderIds);
    const { victims, unproven } = await active.prove();
    expect(victims).to.deep.equal([]);
    expect(unproven[0]?.reason).to.equal('no bystander answered either');
    await clients.thaw(bystanderIds);
    expect(await active.heal()).to.include({ clean: true });
    await scene.close();
  });

  for (const mechanism of ['process', 'engine']) {
    it(`is not clean while they stay frozen by the ${mechanism}`, async () => {
      const scene = await rig.scene(clientFreeze, { settings: { mechanism }, victims: 1 });
      const { context, planned, clients } = scene;
      const own = clients.process('f1');
      const clientsKept = {
        vanish: (ids: readonly string[]) => clients.vanish(ids),
        freeze: (ids: readonly string[]) => clients.freeze(ids),
        thaw: () => Promise.resolve(),
        process: () => ({
          pid: own?.pid ?? 0,
          freeze: () => own?.freeze(),
          thaw: () => undefined,
          kill: () => Promise.resolve(),
        }),
      };
      const active = await clientFreeze.inject(planned, { ...context, clients: clientsKept });
      const report = await active.heal();
      expect(report).to.include({ clean: false });
      await scene.close();
    });

    it(`needs a load that can freeze by the ${mechanism}`, async () => {
      const scene = await rig.scene(clientFreeze, { settings: { mechanism }, victims: 1 });
      const clients = { vanish: () => Promise.resolve() };
      const error = await clientFreeze
        .inject(scene.planned, { ...scene.context, clients })
        .catch((reason: unknown) => reason);
      expect(error).to.have.property('code', 'CHAOS_ERR_FAULT_INJECT');
      await scene.close();
    });
  }
});
