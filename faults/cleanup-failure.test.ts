import { expect } from 'chai';
import type { FaultContext } from '../harness/contracts/fault.ts';
import type { ThrowPoint } from '../harness/contracts/target.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { cleanupFailure } from './cleanup-failure.ts';
import { describeFault } from './fault.contract.ts';
import { openRig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';
import { withoutPoint } from './testing/leave-out.ts';

describeFault(cleanupFailure, {
  refused: [
    [{ times: 0 }, 'times'],
    [{ lasting: 500 }, 'lasting'],
  ],
  leftOut: (context) => withoutPoint(context, 'cleanup'),
});

function withPoint(context: FaultContext, change: (point: ThrowPoint) => ThrowPoint): FaultContext {
  const faultPoints = context.target.faultPoints!;
  const cleanup = change(faultPoints.cleanup!);
  return { ...context, target: { ...context.target, faultPoints: { ...faultPoints, cleanup } } };
}

describe('cleanupFailure', () => {
  it('leaves the server to itself once it is proven, or so long after as it is told', async function () {
    const rig = await openRig(requireToxiproxy(this));
    for (const [lasting, leastMs] of [
      ['0ms', 0],
      ['600ms', 600],
    ] as const) {
      const scene = await rig.scene(cleanupFailure, { settings: { lasting } });
      const { planned } = scene;
      let armedUs = 0;
      const context = withPoint(scene.context, (own) => ({
        ...own,
        arm: (ids, how) => {
          armedUs = scene.context.clock.nowUs();
          return own.arm(ids, how);
        },
      }));
      const active = await cleanupFailure.inject(planned, context);
      const { victims, unproven } = await active.prove();
      expect(unproven).to.deep.equal([]);
      const isFree = await lookUntil(context.clock, { withinMs: 10_000, everyMs: 5 }, async () => {
        const { connections } = (await context.target.census?.())!;
        return connections.some(({ connection }) => victims.includes(connection))
          ? undefined
          : true;
      });
      expect(isFree).to.equal(true);
      // the server cannot have heard of it sooner than it was told
      expect((context.clock.nowUs() - armedUs) / 1000).to.be.at.least(leastMs);
      await active.heal();
      await scene.close();
    }
    await rig.close();
  });

  it('needs a server that can be asked for its slots', async function () {
    const rig = await openRig(requireToxiproxy(this));
    const scene = await rig.scene(cleanupFailure);
    const { url, faultPoints } = scene.context.target;
    const target = { url, faultPoints: faultPoints! };
    const error = await cleanupFailure
      .inject(scene.planned, { ...scene.context, target })
      .catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'CHAOS_ERR_FAULT_INJECT');
    expect(error).to.have.property('message').that.contains('census');
    await scene.close();
    await rig.close();
  });
});
