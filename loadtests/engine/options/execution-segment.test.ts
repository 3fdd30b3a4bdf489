import { expect } from 'chai';
import fc from 'fast-check';
import { OptionsError } from './options-error.ts';
import { evenShares, parseSegment, type Share } from './execution-segment.ts';

const owned = (share: Share, total: number): number[] =>
  Array.from({ length: share.count(total) }, (_, nth) => share.index(nth));

describe('execution segments', () => {
  it('give every index to exactly one instance, whatever their sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 200 }),
        (sizes, total) => {
          const whole = sizes.reduce((sum, size) => sum + size, 0);
          let at = 0;
          const borders = [0, ...sizes.map((size) => (at += size))].map((n) => `${n}/${whole}`);
          const sequence = borders.join(',');
          const shares = sizes.map((_, i) =>
            parseSegment(`${borders[i] ?? ''}:${borders[i + 1] ?? ''}`, sequence),
          );
          const all = shares.flatMap((share) => owned(share, total));
          expect(all.sort((a, b) => a - b)).to.deep.equal(
            Array.from({ length: total }, (_, i) => i),
          );
          for (const share of shares)
            expect(owned(share, total).every((index) => share.owns(index))).to.equal(true);
        },
      ),
    );
  });

  it('alternate between equal instances', () => {
    const [first, second] = evenShares(2);
    expect(owned(first!, 5)).to.deep.equal([0, 2, 4]);
    expect(owned(second!, 5)).to.deep.equal([1, 3]);
  });

  it('leave no iteration to an instance that has none of the users', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(60),
        (instances, users, total) => {
          const shares = evenShares(instances);
          const all = shares.flatMap((share) => owned(share.among(users), total));
          expect(all.sort((a, b) => a - b)).to.deep.equal(
            Array.from({ length: total }, (_, i) => i),
          );
          for (const share of shares)
            if (share.count(users) === 0) expect(share.among(users).count(total)).to.equal(0);
        },
      ),
    );
  });

  it('do not move a user when more are added', () => {
    const share = parseSegment('1/4:1/2', '0,1/4,1/2,1');
    expect(owned(share, 40).slice(0, share.count(20))).to.deep.equal(owned(share, 20));
  });

  it('read fractions, decimals and percents', () => {
    for (const text of ['1/4', '0.25', '25%', '0:1/4'])
      expect(parseSegment(text).count(100)).to.equal(25);
  });

  it('refuse what is no segment', () => {
    for (const [segment, sequence] of [
      ['x:1', undefined],
      ['0:1/3', '0,1/2,1'],
      ['1/2:1/4', undefined],
    ])
      expect(() => parseSegment(segment, sequence)).to.throw(OptionsError);
  });
});
