import { expect } from 'chai';
import type { FaultContext, TapCounters } from '../../harness/contracts/fault.ts';
import { createFakeClock } from '../../harness/testing/fake-clock.ts';
import { watchDeliveries } from './deliveries.ts';

/** A tap that says one after the other of these how many messages it has counted. */
function tapSaying(...counts: readonly number[]): FaultContext['tap'] {
  const left = [...counts];
  const counters = (): Promise<readonly TapCounters[]> => {
    const messagesDown = left.length > 1 ? left.shift() : left[0];
    return Promise.resolve([{ connection: 'a', open: true, messagesDown } as TapCounters]);
  };
  return { counters };
}

async function reachedAfterOneLook(...counts: readonly number[]): Promise<readonly string[]> {
  const clock = createFakeClock();
  const { signal } = new AbortController();
  const deliveries = await watchDeliveries({ tap: tapSaying(...counts), clock, signal }, ['a']);
  const looked = deliveries.lookAgain();
  await clock.advance(1000);
  await looked;
  return deliveries.reached();
}

describe('deliveries since a moment', () => {
  it('are none of those that had come before and were not counted yet', async () => {
    expect(await reachedAfterOneLook(4, 5, 5)).to.deep.equal([]);
  });

  it('are those that come later', async () => {
    expect(await reachedAfterOneLook(4, 5, 6)).to.deep.equal(['a']);
  });
});
