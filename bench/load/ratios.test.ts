import { expect } from 'chai';
import { median, pairedRatio } from './ratios.ts';

const used = (cpuS: number) => ({ peakMb: 0, cpuS, systemS: 0, helpersS: 0 });

describe('ratios of the load benchmark', () => {
  it('are taken within a round: a round in which everybody was slow moves none', () => {
    const engine = [used(4), used(8), used(4)];
    const other = [used(5), used(10), used(8)];
    expect(pairedRatio(engine, other, 'cpuS')).to.deep.equal({
      median: 0.8,
      least: 0.5,
      most: 0.8,
    });
  });

  it('have a median between the two in the middle', () => {
    expect(median([3, 1, 2])).to.equal(2);
    expect(median([4, 1, 2, 3])).to.equal(2.5);
  });
});
