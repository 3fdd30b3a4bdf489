import { expect } from 'chai';
import { createFakeClock } from '../testing/fake-clock.ts';
import { CensusPace } from './census-pace.ts';

describe('the pace of the census', () => {
  it('is close until three answers have come late, and not one that was the first', async () => {
    const clock = createFakeClock();
    const pace = new CensusPace(clock);
    const restedMs: number[] = [];
    for (let answer = 0; answer < 3; answer += 1) {
      const fromUs = clock.nowUs();
      void pace.rest(new AbortController().signal, 600).then(() => {
        restedMs.push((clock.nowUs() - fromUs) / 1000);
      });
      while (restedMs.length === answer) await clock.advance(10);
    }
    expect(restedMs[0]).to.be.below(100);
    expect(restedMs[1]).to.be.below(100);
    expect(restedMs[2]).to.be.within(2400, 2500);
  });
});
