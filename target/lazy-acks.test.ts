import { expect } from 'chai';
import { HandHub } from './testing/hand-hub.ts';

describe('a client that acknowledges late', () => {
  it('is asked before it is given up, and kept since it answers', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const [lazy, prompt] = await hand.fill('a', 2);
    lazy!.isLazy = true;
    for (let step = 0; step < 60; step++) {
      for (const { connection } of [lazy!, prompt!])
        connection!.emitter.emit({ type: 'ai_response' });
      await hand.pass(100);
    }
    expect(lazy!.received.some(({ type }) => type === 'probe')).to.equal(true);
    expect([lazy!.isOpen, prompt!.isOpen, hand.removed]).to.deep.equal([true, true, 0]);
  });

  it('is kept while others wait for its slot', async () => {
    const flags = { 'manager-limit': '4', 'user-limit': '4' };
    using hand = new HandHub({ policy: 'graduated', flags });
    const clients = await hand.fill('a', 4);
    for (const client of clients) client.isLazy = true;
    for (let step = 0; step < 40; step++) {
      for (const { connection } of clients) connection!.emitter.emit({ type: 'ai_response' });
      if (step % 10 === 0) void hand.connect(`late-${step}`);
      await hand.pass(100);
    }
    expect(clients.map(({ isOpen }) => isOpen)).to.deep.equal([true, true, true, true]);
  });

  it('is given up where it does not answer that either', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const [lazy] = await hand.fill('a', 1);
    lazy!.isLazy = true;
    hand.stall([lazy!], 'drop');
    for (let step = 0; step < 20; step++) {
      lazy!.connection!.emitter.emit({ type: 'ai_response' });
      await hand.pass(100);
    }
    expect(lazy!.isOpen).to.equal(false);
  });
});
