import { expect } from 'chai';
import fc from 'fast-check';
import { growthOf, median, slopeOf, type Point } from './trend.ts';

const line = (count: number, valueAt: (index: number) => number): Point[] =>
  Array.from({ length: count }, (_, index) => ({ atMs: index * 1000, value: valueAt(index) }));

describe('trend', () => {
  it('of a straight line is its slope, of thousands of points as of few', () => {
    for (const count of [2, 50, 240, 241, 5000]) {
      expect(slopeOf(line(count, (index) => 7 + 3 * index))).to.be.closeTo(0.003, 1e-9);
    }
    expect(growthOf(line(101, (index) => 3 * index))).to.be.closeTo(300, 1e-6);
  });

  it('is not moved by a quarter of the points going astray', () => {
    const strays = line(100, (index) => (index % 4 === 0 ? 10_000 : 7));
    expect(slopeOf(strays)).to.equal(0);
  });

  it('of nothing, and of one moment, is none', () => {
    expect(slopeOf([])).to.equal(0);
    expect(growthOf([{ atMs: 1, value: 9 }])).to.equal(0);
    expect(slopeOf([1, 2].map((value) => ({ atMs: 5, value })))).to.equal(0);
  });

  it('lies between the least and the steepest step', () => {
    const values = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(values, (steps) => {
        let value = 0;
        const slope = slopeOf(line(steps.length, (index) => (value += steps[index] ?? 0))) * 1000;
        const rest = steps.slice(1);
        expect(slope).to.be.within(Math.min(...rest) - 1e-9, Math.max(...rest) + 1e-9);
      }),
    );
  });

  it('takes the middle of two for a median, and none of nothing', () => {
    expect(median([3, 1, 2])).to.equal(2);
    expect(median([4, 1])).to.equal(2.5);
    expect(median([])).to.equal(undefined);
  });
});
