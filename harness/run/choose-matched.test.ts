import { expect } from 'chai';
import fc from 'fast-check';
import { cohorts } from '../contracts/scenario.ts';
import { chooseMatched } from './choose-matched.ts';

const ids = Array.from({ length: 20 }, (_, index) => `power-${String(index + 1)}.1.0`);
const nobody = new Set<string>();

describe('victims chosen of those that match', () => {
  it('are the same for the same connections, in whatever order they come', () => {
    const shuffled = fc.shuffledSubarray(ids, { minLength: ids.length });
    fc.assert(
      fc.property(shuffled, fc.nat(), (order, seed) => {
        const match = { cohorts, count: 5, seed };
        expect(chooseMatched(match, order, nobody)).to.deep.equal(
          chooseMatched(match, ids, nobody),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('are others for another seed', () => {
    const chosen = [1, 2, 3].map((seed) =>
      chooseMatched({ cohorts, count: 5, seed }, ids, nobody).join(),
    );
    expect(new Set(chosen)).to.have.length(3);
  });

  it('are as many as asked for, or the share, or all there are', () => {
    const sizes = [{ count: 3 }, { count: 50 }, { sharePercent: 25 }, { sharePercent: 1 }, {}];
    expect(
      sizes.map((size) => chooseMatched({ cohorts, seed: 1, ...size }, ids, nobody).length),
    ).to.deep.equal([3, 20, 5, 1, 20]);
    expect(chooseMatched({ cohorts, seed: 1, sharePercent: 10 }, [], nobody)).to.deep.equal([]);
  });

  it('are of the cohorts allowed, and not of those another fault hits', () => {
    const open = [...ids.slice(0, 2), 'signup-1.1.0', 'stranger'];
    const taken = new Set(['power-1.1']);
    expect(chooseMatched({ cohorts: ['power'], seed: 1 }, open, taken)).to.deep.equal([
      'power-2.1',
    ]);
  });
});
