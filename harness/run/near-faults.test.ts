import { expect } from 'chai';
import { testFault, testPlan } from '../testing/history-builder.ts';
import { victimsNear } from './near-faults.ts';

/** Reclaim within 2 s, so 12 s around a fault are near. */
const at = (id: string, beginMs: number, healMs: number) => ({
  ...testFault(id, [`power-${id}.1`]),
  beginMs,
  healMs,
});

describe('victims near a fault', () => {
  it('are its own and those of faults about its time, before and after', () => {
    const one = at('3', 50_000, 54_000);
    const others = [
      at('1', 0, 37_999),
      at('2', 0, 38_000),
      at('4', 66_000, 70_000),
      at('5', 66_001, 70_000),
    ];
    const near = victimsNear(one, { ...testPlan, faults: [...others, one] });
    expect([...near].toSorted()).to.deep.equal(['power-2.1', 'power-3.1', 'power-4.1']);
  });
});
