import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { createFakeClock } from '../testing/fake-clock.ts';
import { systemClock } from './system-clock.ts';
import { withTimeLimit } from './time-limit.ts';

const limit = (ms: number) => ({ ms, onTimeout: () => new Error('too late') });
const never = new Promise<never>(() => undefined);

function standStill(ms: number): void {
  const fromUs = systemClock.nowUs();
  while (systemClock.nowUs() - fromUs < ms * 1000);
}

async function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'in time',
    (error: unknown) => String(error),
  );
}

describe('a time limit', () => {
  it('ends the waiting when it is over, and not before', async () => {
    const clock = createFakeClock();
    let ended = '';
    void outcome(withTimeLimit(clock, limit(100), never)).then((how) => (ended = how));
    await clock.advance(99);
    expect(ended).to.equal('');
    await clock.advance(1);
    expect(ended).to.equal('Error: too late');
  });

  it('does not give up what had come while the process itself stood still', async () => {
    const work = withTimeLimit(systemClock, limit(50), readFile(import.meta.filename));
    standStill(200);
    expect(await outcome(work)).to.equal('in time');
  });

  it('gives up what has not come after a standstill either', async () => {
    const work = withTimeLimit(systemClock, limit(50), never);
    standStill(200);
    expect(await outcome(work)).to.equal('Error: too late');
  });
});
