import { expect } from 'chai';
import { steadily } from './steadily.ts';

describe('a judgement that has to last', () => {
  it('stands once nothing has spoken against somebody for long enough, whatever comes after', () => {
    const judgement = steadily(100);
    expect(judgement.note('a', undefined, 0)).to.contain('100 ms');
    expect(judgement.note('a', undefined, 99_000)).to.contain('100 ms');
    expect(judgement.note('a', undefined, 100_000)).to.equal(undefined);
    expect(judgement.note('a', 'gone', 200_000)).to.equal(undefined);
  });

  it('begins again after a look that spoke against it, for that one alone', () => {
    const judgement = steadily(100);
    judgement.note('a', undefined, 0);
    judgement.note('b', undefined, 0);
    expect(judgement.note('a', 'keeps up', 50_000)).to.equal('keeps up');
    expect(judgement.note('a', undefined, 100_000)).to.contain('100 ms');
    expect(judgement.note('b', undefined, 100_000)).to.equal(undefined);
  });
});
