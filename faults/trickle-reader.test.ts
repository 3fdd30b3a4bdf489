import { expect } from 'chai';
import { describeFault, untilHeard } from './fault.contract.ts';
import { trickleReader } from './trickle-reader.ts';
import { withoutRules, withRule } from './testing/leave-out.ts';
import { lateScene } from './testing/late-tap.ts';

describeFault(trickleReader, {
  settings: { bytesPerSecond: 50, provoke: 'pings' },
  refused: [[{ bytesPerSecond: 0.5 }, '0.5']],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});

/** Slow enough to rest after each piece, and fast enough to be there for the next. */
const hardlySlow = withRule((rule) =>
  rule.kind === 'read-slowly' ? { ...rule, bytesPerSecond: 1_000_000_000 } : rule,
);

describeFault(trickleReader, {
  settings: { bytesPerSecond: 50, behind: '50ms' },
  refused: [[{ behind: 50 }, 'behind']],
  leftOut: hardlySlow,
});

describe('a trickle reader that is hardly slow', () => {
  const staged = lateScene(trickleReader, { behind: '50ms', proofWithin: '2s' });

  it('is not proven by what waits for a tap that is late to read it', async () => {
    const { scene, late } = staged();
    const active = await trickleReader.inject(scene.planned, hardlySlow(late.context));
    late.begin();
    const proof = await active.prove();
    expect(proof.victims).to.deep.equal([]);
    expect(late.looks()).to.be.at.least(1);
  });
});
