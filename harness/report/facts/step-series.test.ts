import { expect } from 'chai';
import { countAtMost, strided, thin, thinBy, valueAt } from './step-series.ts';

describe('series over a run', () => {
  const points = [5, 5, 8, 20].map((ms, value) => ({ ms, value: value + 1 }));

  it('have the value of the last step at any moment', () => {
    const values = [0, 4, 5, 7, 8, 19, 20, 99].map((ms) => valueAt(points, ms));
    expect(values).to.deep.equal([0, 0, 2, 2, 3, 3, 4, 4]);
    expect(valueAt([], 3)).to.equal(0);
  });

  it('are thinned to a bound with every extreme kept, in order', () => {
    const wave = Array.from({ length: 10_000 }, (_, ms) => ({ ms, value: Math.sin(ms / 50) }));
    wave[4321] = { ms: 4321, value: 99 };
    wave[4322] = { ms: 4322, value: -99 };
    const kept = thin(wave, 300);
    expect(kept.length).to.be.at.most(300);
    expect(kept.map(({ value }) => value)).to.include.members([99, -99]);
    expect(kept.map(({ ms }) => ms)).to.deep.equal(
      kept.map(({ ms }) => ms).toSorted((a, b) => a - b),
    );
    expect(thinBy([3, 1, 2], 3, Number)).to.deep.equal([3, 1, 2]);
  });

  it('count what is at most a limit', () => {
    expect([0, 1, 2, 3, 9].map((limit) => countAtMost([1, 2, 2, 3], limit))).to.deep.equal([
      0, 1, 3, 4, 4,
    ]);
  });

  it('are strided where values do not matter', () => {
    expect(strided([1, 2, 3, 4, 5], 2)).to.deep.equal([1, 4]);
    expect(strided([1, 2], 2)).to.deep.equal([1, 2]);
    expect(strided([], 2)).to.deep.equal([]);
  });
});
