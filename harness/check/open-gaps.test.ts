import { expect } from 'chai';
import fc from 'fast-check';
import { formatRange, OpenGaps } from './open-gaps.ts';

describe('open gaps', () => {
  it('agree with a set of numbers, whatever is missed and settled', () => {
    const range = fc
      .tuple(fc.nat(30), fc.nat(6))
      .map(([fromSeq, more]) => ({ fromSeq, toSeq: fromSeq + more }));
    fc.assert(
      fc.property(fc.array(range), fc.array(range), (missed, settled) => {
        const gaps = new OpenGaps();
        const model = new Set<number>();
        const each = (
          { fromSeq, toSeq }: { fromSeq: number; toSeq: number },
          act: (seq: number) => void,
        ): void => {
          for (let seq = fromSeq; seq <= toSeq; seq += 1) act(seq);
        };
        for (const gap of missed) {
          gaps.miss(gap, 0);
          each(gap, (seq) => model.add(seq));
        }
        for (const part of settled) {
          gaps.settle(part);
          each(part, (seq) => model.delete(seq));
        }
        const left = new Set<number>();
        for (const gap of gaps.open) each(gap, (seq) => left.add(seq));
        expect([...left].toSorted((a, b) => a - b)).to.deep.equal(
          [...model].toSorted((a, b) => a - b),
        );
      }),
    );
  });

  it('tell what they had been missing, since when', () => {
    const gaps = new OpenGaps();
    gaps.miss({ fromSeq: 3, toSeq: 8 }, 50);
    expect(gaps.settle({ fromSeq: 1, toSeq: 4 })).to.deep.equal([
      { fromSeq: 3, toSeq: 4, sinceUs: 50 },
    ]);
    expect([gaps.knows(8), gaps.knows(9)]).to.deep.equal([true, false]);
  });

  it('are written as ranges', () => {
    expect([
      formatRange({ fromSeq: 7, toSeq: 7 }),
      formatRange({ fromSeq: 7, toSeq: 9 }),
    ]).to.deep.equal(['7', '7–9']);
  });
});
