import { expect } from 'chai';
import type { TapRule } from '../../../harness/contracts/tap-rules.ts';
import { down, latin } from '../../testing/frames.ts';
import { eachTappedPair } from '../../testing/each-tapped-pair.ts';
import type { TappedPair } from '../../testing/tapped-pair.ts';

const ping = 9;
const ofDown = { direction: 'down', limit: 9 } as const;
const late = { kind: 'delay', ...ofDown, every: 1, limit: 1, delayMs: 40 } as const;
const lost = { kind: 'withhold', ...ofDown, every: 2 } as const;
const swapped = { kind: 'swap', ...ofDown, every: 1, limit: 1, waitMs: 600_000 } as const;
const twice = { kind: 'repeat', ...ofDown, every: 1, limit: 1, times: 1 } as const;
const cut = { kind: 'swallow', direction: 'down', frames: ['message'] } as const;

describe('rules stacked on one connection', () => {
  let pair: TappedPair;
  eachTappedPair((made) => (pair = made));

  /** What the client gets of `1` to `4` and a ping behind them. */
  async function heard(...rules: readonly TapRule[]): Promise<string> {
    for (const [index, rule] of rules.entries()) pair.armory.arm(`f${index}`, ['c'], rule);
    const sent = ['1', '2', '3', '4'].map((payload) => down(payload));
    pair.peer.socket.write(Buffer.concat(sent));
    await pair.until(() => pair.connection.counters().messagesDown === 4);
    await pair.until(() => !rules.includes(late) || pair.acted('delayed') === 1);
    pair.peer.socket.write(down('end', ping));
    return (await pair.heard(pair.client, down('end', ping))).replace(latin(down('end', ping)), '');
  }
  const messages = (...payloads: readonly string[]): string =>
    latin(...payloads.map((payload) => down(payload)));
  const lossesTold = (): number => pair.events.filter(({ kind }) => kind === 'tap.withheld').length;

  it('let nothing past a cut that an earlier one has delayed', async () => {
    expect(await heard(late, cut)).to.equal('');
    expect(pair.acted('swallowed-message')).to.equal(4);
  });

  it('delay nothing that a cut before them has lost', async () => {
    pair.arm(cut);
    pair.armory.arm('f2', ['c'], late);
    pair.peer.socket.write(Buffer.concat([down('1'), down('end', ping)]));
    await pair.heard(pair.client, down('end', ping));
    expect(pair.acted('delayed')).to.equal(0);
    expect(pair.acted('swallowed-message')).to.equal(1);
  });

  it('lose by number what earlier ones have delivered late, and tell of those alone', async () => {
    expect(await heard(late, lost)).to.equal(messages('1', '3'));
    expect(lossesTold()).to.equal(2);
  });

  it('tell of no loss that is another one’s', async () => {
    expect(await heard({ ...lost, every: 3 }, lost)).to.equal(messages('1', '4'));
    expect(lossesTold()).to.equal(2);
  });

  it('count copies as messages of their own', async () => {
    expect(await heard(twice, lost)).to.equal(messages('1', '2', '4'));
    expect(lossesTold()).to.equal(2);
  });

  it('repeat what has been swapped in its new order', async () => {
    expect(await heard(swapped, twice)).to.equal(messages('2', '2', '1', '3', '4'));
  });

  it('swap what has been repeated', async () => {
    expect(await heard({ ...twice, times: 2 }, { ...swapped, every: 3 })).to.equal(
      messages('1', '1', '2', '1', '3', '4'),
    );
  });

  for (const order of [
    [late, lost, twice],
    [twice, late, lost],
    [lost, twice, late],
  ]) {
    it(`leave nothing behind once taken off: ${order.map(({ kind }) => kind).join(', ')}`, async () => {
      await heard(...order);
      for (const index of [1, 0, 2]) pair.armory.disarm(`f${index}`);
      const sent = ['a', 'b', 'c'].map((payload) => down(payload));
      pair.peer.socket.write(Buffer.concat(sent));
      const all = await pair.heard(pair.client, down('c'));
      expect(all.endsWith(messages('a', 'b', 'c'))).to.equal(true);
    });
  }
});
