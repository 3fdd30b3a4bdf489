import { expect } from 'chai';
import fc from 'fast-check';
import { minimize } from './minimize.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('minimize', () => {
  it('finds exactly the items that are needed together', async () => {
    const needed = fc.uniqueArray(fc.nat(39), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(needed, async (culprits) => {
        const shows = (items: readonly number[]): Promise<boolean> =>
          Promise.resolve(culprits.every((culprit) => items.includes(culprit)));
        const found = await minimize(upTo(40), shows);
        expect(found).to.deep.equal(culprits.toSorted((a, b) => a - b));
      }),
    );
  });

  it('is 1-minimal for any steady question', async () => {
    const table = fc.func(fc.boolean());
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 8 }), async (answer, size) => {
        const all = upTo(size);
        const ask = (items: readonly number[]): boolean => items.length === size || answer(items);
        const found = await minimize(all, (items) => Promise.resolve(ask(items)));
        expect(ask(found)).to.equal(true);
        for (const item of found) {
          expect(ask(found.filter((other) => other !== item))).to.equal(false);
        }
      }),
    );
  });

  it('asks few questions when one item of many is to blame', async () => {
    let asked = 0;
    const found = await minimize(upTo(1000), (items) => {
      asked += 1;
      return Promise.resolve(items.includes(777));
    });
    expect(found).to.deep.equal([777]);
    expect(asked).to.be.at.most(25);
  });

  it('keeps nothing when nothing is needed, and takes an empty list', async () => {
    expect(await minimize(upTo(9), () => Promise.resolve(true))).to.deep.equal([]);
    expect(await minimize([], () => Promise.resolve(false))).to.deep.equal([]);
  });
});
