import { expect } from 'chai';
import type { FaultContext } from '../harness/contracts/fault.ts';
import { describeFault } from './fault.contract.ts';
import { statsPoll } from './stats-poll.ts';
import { openRig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

/** The census of a server that has nobody. */
function ofAnEmptyServer(context: FaultContext): FaultContext {
  const census = (): Promise<never> =>
    Promise.resolve({ claimed: 0, limit: 0, reclaimable: 0, connections: [] } as never);
  return { ...context, target: { ...context.target, census } };
}

describeFault(statsPoll, {
  settings: { every: '10ms' },
  refused: [
    [{ every: '1ms' }, 'every'],
    [{ rounds: 0 }, 'rounds'],
  ],
  leftOut: ofAnEmptyServer,
});

describe('statsPoll', () => {
  it('is not proven by answers to questions that never reached the server', async function () {
    const rig = await openRig(requireToxiproxy(this));
    const settings = { every: '10ms', proofWithin: '1s' };
    const scene = await rig.scene(statsPoll, { settings });
    const { target } = scene.context;
    const census = await target.census?.();
    const ids = census?.connections.map(({ connection }) => connection) ?? [];
    const health = (await target.faultPoints?.health(ids)) ?? [];
    const remembered = {
      ...target,
      census: () => Promise.resolve(census!),
      faultPoints: { ...target.faultPoints!, health: () => Promise.resolve(health) },
    };
    const active = await statsPoll.inject(scene.planned, { ...scene.context, target: remembered });
    const { victims, unproven } = await active.prove();
    expect(victims).to.deep.equal([]);
    expect(unproven[0]?.reason).to.equal('the kernel counts 0 questions at the server, not 6');
    await active.heal();
    await scene.close();
    await rig.close();
  });
});
