/** A pair of its own for each test of the suite around, and after each test the look for what no rule may cause. */

import { expect } from 'chai';
import { tappedPair, type TappedPair } from './tapped-pair.ts';

/** `take` is called before each test. */
export function eachTappedPair(take: (pair: TappedPair) => void): void {
  let pair: TappedPair;
  beforeEach(async () => {
    pair = await tappedPair();
    take(pair);
  });
  afterEach(async () => {
    await pair.close();
    expect(pair.events.filter(({ kind }) => kind === 'tap.protocol-error')).to.deep.equal([]);
  });
}
