import { expect } from 'chai';
import { describeFault } from './fault.contract.ts';
import { handlerCrash } from './handler-crash.ts';
import { openRig, type Rig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';
import { withoutPoint, withoutRules } from './testing/leave-out.ts';

describeFault(handlerCrash, {
  settings: { proofWithin: '5s' },
  refused: [
    [{ times: 0 }, 'times'],
    [{ lasting: '2h' }, 'lasting'],
  ],
  leftOut: (context) => withoutPoint(context, 'handler'),
});

describe('handlerCrash', () => {
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  it('is not proven by the silence of somebody who could not be asked', async () => {
    const scene = await rig.scene(handlerCrash);
    const active = await handlerCrash.inject(scene.planned, withoutRules(scene.context));
    const { victims, unproven } = await active.prove();
    expect(victims).to.deep.equal([]);
    expect(unproven[0]?.reason).to.equal('its handler answered no question before the fault');
    await active.heal();
    await scene.close();
  });

  it('is not proven by an answer that is seen behind those of the bystanders', async () => {
    const scene = await rig.scene(handlerCrash);
    const { context, planned } = scene;
    const { tap } = context;
    let looksBehind = 0;
    const counters: typeof tap.counters = async (asked) => {
      const now = await tap.counters(asked);
      const isOfVictims = asked.some((id) => planned.victims.some((key) => id.startsWith(key)));
      if (!isOfVictims || looksBehind-- <= 0) return now;
      return now.map((one) => ({
        ...one,
        acted: { ...one.acted, 'f1-handler-crash/answered-question': 1 }, // the one before the fault
      }));
    };
    const late = { ...withoutPoint(context, 'handler'), tap: { ...tap, counters } };
    const active = await handlerCrash.inject(planned, late);
    looksBehind = 1; // as a tap that has not come to its socket yet
    const { victims } = await active.prove();
    expect(victims).to.deep.equal([]);
    await active.heal();
    await scene.close();
  });

  it('is proven without bystanders by the silence of victims who answered before', async () => {
    const scene = await rig.scene(handlerCrash, { bystanders: 0 });
    const active = await handlerCrash.inject(scene.planned, scene.context);
    expect((await active.prove()).unproven).to.deep.equal([]);
    await active.heal();
    await scene.close();
  });

  it('says so when a handler fails on after the heal', async () => {
    const settings = { lasting: '1m' };
    const scene = await rig.scene(handlerCrash, { settings, victims: 1 });
    const { faultPoints } = scene.context.target;
    const handler = { ...faultPoints!.handler!, disarm: () => Promise.resolve() };
    const target = { ...scene.context.target, faultPoints: { ...faultPoints!, handler } };
    await rig.server.call('keepAfterFailure', { keep: true });
    const active = await handlerCrash.inject(scene.planned, { ...scene.context, target });
    expect((await active.prove()).unproven).to.deep.equal([]);
    expect(await active.heal()).to.deep.equal({
      how: '1 handlers still do not answer',
      clean: false,
    });
    await rig.server.call('keepAfterFailure', { keep: false });
    await scene.close();
  });
});
