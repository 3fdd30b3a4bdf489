import { expect } from 'chai';
import { createFakeClock } from './fake-clock.ts';

describe('fake clock', () => {
  it('stands still until it is moved', async () => {
    const clock = createFakeClock(5_000_000);
    expect(clock.nowUs()).to.equal(5_000_000);
    await clock.advance(250);
    expect(clock.nowUs()).to.equal(5_250_000);
    expect(clock.wallTime()).to.equal('1970-01-01T00:00:05.250Z');
  });

  it('wakes sleepers in the order of their deadlines, each at its own time', async () => {
    const clock = createFakeClock();
    const woken: string[] = [];
    const sleep = async (name: string, ms: number): Promise<void> => {
      await clock.delay(ms);
      woken.push(`${name}@${clock.nowUs()}`);
    };
    const all = [sleep('late', 30), sleep('early', 10), sleep('never', 50)];
    await clock.advance(40);
    expect(woken).to.deep.equal(['early@10000', 'late@30000']);
    expect(clock.sleepers()).to.equal(1);
    await clock.advance(10);
    await Promise.all(all);
    expect(woken.at(-1)).to.equal('never@50000');
  });

  it('runs a chain of delays within one advance', async () => {
    const clock = createFakeClock();
    let rounds = 0;
    const loop = async (): Promise<void> => {
      for (let round = 0; round < 5; round += 1) {
        await clock.delay(10);
        rounds += 1;
      }
    };
    const done = loop();
    await clock.advance(49);
    expect(rounds).to.equal(4);
    await clock.advance(1);
    await done;
    expect(rounds).to.equal(5);
  });

  it('rejects with the reason of an aborted signal and forgets the sleeper', async () => {
    const clock = createFakeClock();
    const cancel = new AbortController();
    const outcome = clock.delay(10, cancel.signal).then(
      () => 'woke',
      (error: unknown) => error,
    );
    const reason = new Error('enough');
    cancel.abort(reason);
    expect(await outcome).to.equal(reason);
    expect(clock.sleepers()).to.equal(0);
    const late = await clock.delay(1, cancel.signal).catch((error: unknown) => error);
    expect(late).to.equal(reason);
  });
});
