import { expect } from 'chai';
import type { Fault, FaultContext, HealReport } from '../../harness/contracts/fault.ts';
import { halfOpenSocket } from '../half-open-socket.ts';
import { latency } from '../latency.ts';
import { partition } from '../partition.ts';
import { oneWayCut } from '../one-way-cut.ts';
import { openRig, type Rig, type Scene } from '../testing/rig.ts';
import { requireToxiproxy } from '../testing/require-toxiproxy.ts';
import { stalledEmitter } from '../stalled-emitter.ts';
import { zeroWindow } from '../zero-window.ts';

const nothing = (): Promise<void> => Promise.resolve();

/** The rules stay armed. */
function withoutDisarm(context: FaultContext, isArmed?: () => Promise<number>): FaultContext {
  const { injector } = context.tap;
  if (injector === undefined) return context;
  const armed = isArmed ?? ((owner: string) => injector.armed(owner));
  return { ...context, tap: { ...context.tap, injector: { ...injector, disarm: nothing, armed } } };
}

/** And the tap says that they are gone. */
const withLyingTap = (context: FaultContext): FaultContext =>
  withoutDisarm(context, () => Promise.resolve(0));

/** The toxics go on biting. */
function withoutLift(context: FaultContext): FaultContext {
  return { ...context, lanes: { ...context.lanes, disarm: nothing, remove: nothing } };
}

/** The server goes on stalling. */
function withoutDisarmEmit(context: FaultContext): FaultContext {
  const { target } = context;
  if (target.faultPoints === undefined) return context;
  const faultPoints = { ...target.faultPoints, disarmEmit: nothing };
  return { ...context, target: { ...target, faultPoints } };
}

describe('a heal', () => {
  let rig: Rig;
  let scene: Scene;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  afterEach(() => scene.close());
  after(() => rig.close());

  async function healed(
    fault: Fault,
    leaveOut: (context: FaultContext) => FaultContext = (context) => context,
    settings: Readonly<Record<string, unknown>> = {},
  ): Promise<HealReport> {
    scene = await rig.scene(fault, { settings });
    const active = await fault.inject(scene.planned, leaveOut(scene.context));
    const proof = await active.prove();
    expect(proof.unproven).to.deep.equal([]);
    return active.heal();
  }

  it('tells how many of the victims answer again', async () => {
    const { how, clean } = await healed(partition);
    expect(clean).to.equal(true);
    expect(how).to.match(/3 of 3 open connections answer pings, the slowest in \d+ ms/);
  });

  it('is not clean while the rules of the tap are armed', async () => {
    const { how, clean } = await healed(partition, withoutDisarm);
    expect(clean).to.equal(false);
    expect(how).to.match(/rules of the tap are still armed/);
  });

  it('is seen through by pings where the tap says that all is well', async () => {
    const { how } = await healed(partition, withLyingTap);
    expect(how).to.contain('0 of 3 open connections answer pings');
  });

  it('of the way to the client is seen by pings as well', async () => {
    const down = { direction: 'down' };
    expect((await healed(oneWayCut, undefined, down)).how).to.contain('3 of 3 open connections');
    await scene.close();
    const lied = await healed(oneWayCut, withLyingTap, down);
    expect(lied.how).to.contain('0 of 3 open connections answer pings');
  });

  it('of a window is seen in the kernel’s queues', async () => {
    expect((await healed(zeroWindow)).how).to.contain('3 of 3 have nothing unread');
    await scene.close();
    const lied = await healed(zeroWindow, withLyingTap);
    expect(lied.how).to.contain('0 of 3 have nothing unread');
  });

  it('of a lane is seen in Toxiproxy’s list and by pings', async () => {
    expect((await healed(latency)).how).to.contain('3 of 3 open connections answer pings');
    await scene.close();
    const left = await healed(latency, withoutLift);
    expect(left.clean).to.equal(false);
    expect(left.how).to.contain('still bite');
  });

  it('of an emitter is seen by a probe', async () => {
    expect((await healed(stalledEmitter)).how).to.contain('a probe reaches 3 of 3');
    await scene.close();
    const left = await healed(stalledEmitter, withoutDisarmEmit);
    expect(left.how).to.contain('a probe reaches 0 of 3');
  });

  for (const mechanism of ['tap', 'toxiproxy']) {
    it(`of a half-open by ${mechanism} is seen at the server’s sockets`, async () => {
      const settings = { mechanism };
      const { how } = await healed(halfOpenSocket, undefined, settings);
      expect(how).to.contain('the server has heard of 3 of 3 ends');
      await scene.close();
      const leaveOut = mechanism === 'tap' ? withLyingTap : withoutLift;
      const left = await healed(halfOpenSocket, leaveOut, settings);
      expect(left.how).to.contain('the server has heard of 0 of 3 ends');
    });
  }
});
