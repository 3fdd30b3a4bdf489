import { expect } from 'chai';
import type { FaultContext } from '../harness/contracts/fault.ts';
import { describeFault, untilHeard } from './fault.contract.ts';
import { latency } from './latency.ts';
import { withoutToxics } from './testing/leave-out.ts';
import { openRig, type Rig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

describeFault(latency, {
  settings: { up: '60ms', down: '90ms' },
  impatient: {},
  refused: [
    [{ up: 100 }, 'up'],
    [{ down: '2m' }, 'down'],
    [{ up: '50ms', jitter: '60ms' }, 'jitter'],
  ],
  leftOut: withoutToxics,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});

describe('latency with jitter', () => {
  const settings = { up: '60ms', down: '60ms', jitter: '60ms' };
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  it('is proven by pings that are slow, and not equally slow', async () => {
    const scene = await rig.scene(latency, { settings });
    const active = await latency.inject(scene.planned, scene.context);
    const { unproven, facts } = await active.prove();
    expect(unproven).to.deep.equal([]);
    expect(facts).to.include({ bursts: 12 });
    expect(await active.heal()).to.include({ clean: true });
    await scene.close();
  });

  it('is not proven where the way always takes as long', async () => {
    const scene = await rig.scene(latency, { settings: { ...settings, jitter: '0ms' } });
    const planned = { ...scene.planned, settings: latency.parseSettings(settings) };
    // pings through a toxic without jitter, asked as if it had some; the machine's own noise stays below a second
    const steep = { ...planned.settings, jitterMs: 5000 };
    const active = await latency.inject({ ...planned, settings: steep }, scene.context);
    const { victims, unproven } = await active.prove();
    expect(victims).to.deep.equal([]);
    expect(unproven[0]?.reason).to.contain('equally long');
    await active.heal();
    await scene.close();
  });
});

describe('latency on a way that is uneven already, or once', () => {
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  const settings = { up: '60ms', down: '60ms' };
  /** The next burst takes so much longer than it does. */
  let slowerMs = 0;
  function withOneSlow(context: FaultContext): FaultContext {
    const { tap } = context;
    const { injector } = tap;
    if (injector === undefined) throw new Error('the rig has no tap');
    const roundTrips: typeof injector.roundTrips = async (connections, options) => {
      const addedMs = slowerMs;
      slowerMs = 0;
      const trips = await injector.roundTrips(connections, options);
      return trips.map((trip) =>
        trip.ms === undefined ? trip : { ...trip, ms: trip.ms + addedMs },
      );
    };
    const uneven = Object.assign(Object.create(injector) as typeof injector, { roundTrips });
    return { ...context, tap: { ...tap, injector: uneven } };
  }

  it('is proven against the quickest ping before it, not a slow one', async () => {
    const scene = await rig.scene(latency, { settings });
    slowerMs = 80;
    const active = await latency.inject(scene.planned, withOneSlow(scene.context));
    const { unproven } = await active.prove();
    expect(unproven).to.deep.equal([]);
    await active.heal();
    await scene.close();
  });

  it('is not proven by one ping that met a machine which stood still', async () => {
    const scene = await rig.scene(latency, { settings });
    const context = withOneSlow(withoutToxics(scene.context));
    const active = await latency.inject(scene.planned, context);
    slowerMs = 1000;
    const { victims } = await active.prove();
    expect(victims).to.deep.equal([]);
    await active.heal();
    await scene.close();
  });
});
