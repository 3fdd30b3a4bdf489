import { expect } from 'chai';
import { historyBuilder, testFault } from '../testing/history-builder.ts';
import { faultWasObserved } from './fault-was-observed.ts';
import { liveConnectionsKept } from './live-connections-kept.ts';
import { nobodyGotIn } from './nobody-got-in.ts';

const connection = 'power-1.1.0';
const refused = (): ReturnType<typeof historyBuilder> =>
  historyBuilder()
    .event('client.refused', { connection, status: 401, reason: 'Unauthorized' })
    .event('client.refused', { connection: 'power-2.1.0', status: 503, reason: 'Full' });

describe('a run in which nobody got in', () => {
  it('says how many were refused, and the first answer', () => {
    expect(nobodyGotIn(refused().build())).to.equal(
      'nobody got in: 2 upgrades refused, the first with 401, Unauthorized',
    );
  });

  it('says what the tap knows where it was the tap that refused', () => {
    const history = historyBuilder()
      .event('tap.refused', { connection, status: 502, reason: 'self-signed certificate' })
      .event('client.refused', { connection, status: 502, reason: 'Bad Gateway' })
      .build();
    expect(nobodyGotIn(history)).to.contain('the first with 502, self-signed certificate');
  });

  it('is not one where somebody did, or nobody tried', () => {
    const open = refused().event('tap.open', { connection, clientPort: 1, serverPort: 2 });
    expect(nobodyGotIn(open.build())).to.equal(undefined);
    expect(nobodyGotIn(historyBuilder().build())).to.equal(undefined);
  });

  it('says that the load went past the proxies, where the clients are in and the tap saw none', () => {
    const past = historyBuilder().event('client.open', { connection: 'power-1.1.0', tookMs: 1 });
    expect(nobodyGotIn(past.build())).to.contain(
      'its script opened 1 connections to another address',
    );
  });

  it('is unknown for that reason', () => {
    const history = refused().build({ faults: [testFault('f1', ['power-1.1'])] });
    for (const checker of [faultWasObserved, liveConnectionsKept]) {
      expect(checker.check(history)).to.deep.include({
        outcome: 'unknown',
        reason: nobodyGotIn(history),
      });
    }
  });
});
