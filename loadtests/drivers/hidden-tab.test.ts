import { expect } from 'chai';
import { throttledMs } from '../scripts/hidden-tab.ts';

const tab = { timersEveryMs: 60_000, afterMs: 300_000 };

describe('timers of a hidden tab', () => {
  it('ring as set in the first five minutes', () => {
    expect(throttledMs(2000, 0, tab)).to.equal(2000);
    expect(throttledMs(100_000, 200_000, tab)).to.equal(100_000);
  });

  it('ring on the minute afterwards, never early and all together', () => {
    expect(throttledMs(100_000, 200_001, tab)).to.equal(159_999);
    expect(throttledMs(1, 310_000, tab)).to.equal(50_000);
    expect(throttledMs(50_000, 310_000, tab)).to.equal(50_000);
    expect(throttledMs(50_001, 310_000, tab)).to.equal(110_000);
  });
});
