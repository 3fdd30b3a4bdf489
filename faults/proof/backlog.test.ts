import { expect } from 'chai';
import { backlog } from './backlog.ts';

describe('a reader who keeps up', () => {
  it('has read a few looks later what waited at one of them, however much waits then', () => {
    const { note } = backlog();
    expect(note('a', { waiting: 10, bytesRead: 0 })).to.equal(0);
    expect(note('a', { waiting: 30, bytesRead: 0 })).to.equal(1);
    expect(note('a', { waiting: 20, bytesRead: 15 })).to.equal(0);
    expect(note('a', { waiting: 20, bytesRead: 35 })).to.equal(0);
    expect(note('a', { waiting: 0, bytesRead: 40 })).to.equal(0);
  });

  it('is not one who reads, and always less than waits; each by himself', () => {
    const { note } = backlog();
    const looks = [5, 6, 7, 8].map((bytesRead) => note('a', { waiting: 100, bytesRead }));
    expect(looks).to.deep.equal([0, 1, 2, 3]);
    expect(note('b', { waiting: 100, bytesRead: 8 })).to.equal(0);
    expect(note('a', { waiting: 100, bytesRead: 105 })).to.equal(0);
  });
});
