import { expect } from 'chai';
import { LoopObserver } from './loop-observer.ts';
import { alarmAfter, monotonicMs } from './timers.ts';

function rings(afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    alarmAfter(afterMs, resolve);
  });
}

/** What the observer says of a loop that stands still for 200 ms, and of the calm after it. */
async function standstill(): Promise<{ maxMs: number; p99Ms: number; tookMs: number }> {
  const startMs = monotonicMs();
  const observer = new LoopObserver();
  await rings(30);
  const fromMs = monotonicMs();
  while (monotonicMs() - fromMs < 200);
  // as from an alarm that was due meanwhile: no other timer has had its turn
  const { loopDelayMaxMs: maxMs, loopDelayP99Ms: p99Ms } = observer.take();
  const takenMs = monotonicMs();
  await rings(30);
  expect(observer.take().loopDelayMaxMs).to.be.at.most(monotonicMs() - takenMs);
  return { maxMs, p99Ms, tookMs: takenMs - startMs };
}

describe('loop observer', () => {
  it('tells of a standstill that lasts until it is asked, and only once', async () => {
    const { maxMs, p99Ms, tookMs } = await standstill();
    expect(maxMs).to.be.within(180, tookMs);
    expect(p99Ms).to.equal(maxMs);
  });

  it('sees no delay in the ends of the time it looked at', async () => {
    const observer = new LoopObserver();
    const calm: number[] = [];
    // any of these may stand still by itself, not all
    for (let i = 0; i < 20; i++) {
      await rings(35);
      calm.push(observer.take().loopDelayMaxMs);
    }
    expect(Math.min(...calm)).to.be.below(10);
  });
});
