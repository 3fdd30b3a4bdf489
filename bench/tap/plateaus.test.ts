import { expect } from 'chai';
import { hasRisen, plateausOf } from './plateaus.ts';

const margin = 1;
const steps = 20;
const warmUpSteps = 8;
const samples = (of: (step: number) => number): readonly number[] =>
  Array.from({ length: steps }, (_, step) => of(step));
const rises = (of: (step: number) => number): boolean =>
  hasRisen(plateausOf(samples(of), warmUpSteps), margin);

describe('two plateaus behind a warm-up', () => {
  it('are as high as each other where growth ends with the warm-up, noise and single peaks apart', () => {
    expect(rises((step) => 10 + Math.min(step, warmUpSteps) * 5)).to.equal(false);
    expect(rises((step) => 10 + (step % 3) * 0.4)).to.equal(false);
    expect(rises((step) => (step === 15 ? 90 : 10))).to.equal(false);
    expect(rises((step) => 50 - step)).to.equal(false);
  });

  it('are not where something is left behind at each step', () => {
    expect(rises((step) => 10 + step * 0.2)).to.equal(true);
    expect(rises((step) => 10 + step * 0.3 + (step % 3) * 0.4)).to.equal(true);
  });

  it('need samples behind the warm-up', () => {
    expect(() => plateausOf([1, 2, 3], 2)).to.throw(RangeError);
  });
});
