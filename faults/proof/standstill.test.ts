import { expect } from 'chai';
import { standstill } from './standstill.ts';

describe('a reader that stands still', () => {
  it('is one for whom something waits, look after look, and who reads nothing', () => {
    const { note } = standstill();
    expect(note('a', { waiting: 10, bytesRead: 5 })).to.equal(0);
    expect(note('a', { waiting: 10, bytesRead: 5 })).to.equal(1);
    expect(note('a', { waiting: 90, bytesRead: 5 })).to.equal(2);
  });

  it('begins again once he has read, or nothing waits, for that one alone', () => {
    const { note } = standstill();
    for (const who of ['a', 'b', 'c']) note(who, { waiting: 10, bytesRead: 5 });
    expect(note('a', { waiting: 10, bytesRead: 6 })).to.equal(0);
    expect(note('b', { waiting: 0, bytesRead: 5 })).to.equal(0);
    expect(note('c', { waiting: 10, bytesRead: 5 })).to.equal(1);
    expect(note('a', { waiting: 10, bytesRead: 6 })).to.equal(1);
  });
});
