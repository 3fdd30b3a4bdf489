import { expect } from 'chai';
import { HandHub } from './testing/hand-hub.ts';

describe('detection', () => {
  it('takes at least 200 ms, so that a fault can be proven before the zombie is gone', async () => {
    for (const offsetMs of [0, 60, 120, 180, 240]) {
      using hand = new HandHub({ policy: 'graduated' });
      const clients = await hand.fill('a', 4);
      await hand.pass(1000 + offsetMs);
      hand.stall([clients[0]!], 'throw');
      hand.stall([clients[1]!], 'drop');
      hand.stall([clients[2]!], 'hang');
      clients[3]!.isAnswering = false;
      for (const { connection } of clients) connection!.emitter.emit({ type: 'ai_response' });
      await hand.pass(200);
      expect(clients.map(({ isOpen }) => isOpen)).to.deep.equal([true, true, true, true]);
      await hand.pass(800);
      expect(clients.map(({ isOpen }) => isOpen)).to.deep.equal([false, false, false, false]);
    }
  });

  it('keeps clients that answer within 150 ms, idle or busy', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: { 'manager-limit': '100' } });
    const clients = await hand.fill('a', 50);
    for (const [index, client] of clients.entries()) client.answerMs = (index * 3) % 151;
    for (let step = 0; step < 100; step++) {
      clients[step % 25]!.connection!.emitter.emit({ type: 'ai_response' });
      await hand.pass(50);
    }
    expect(clients.every(({ isOpen }) => isOpen)).to.equal(true);
    expect(hand.removed).to.equal(0);
  });

  it('judges nobody by a stall of its own event loop', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const clients = await hand.fill('a', 5);
    await hand.pass(1000);
    // Two seconds pass at once: every timer is late, every answer waits in a socket.
    hand.timers.jump(2000);
    await hand.pass(1000);
    expect(clients.every(({ isOpen }) => isOpen)).to.equal(true);
  });

  it('forgives a zombie that shows signs of life before it is removed', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const [client] = await hand.fill('a', 1);
    client!.isAnswering = false;
    const { verdicts } = hand.hub.bench;
    while (verdicts.reclaimable === 0) await hand.pass(1);
    const { seq } = client!.connection!.emitter;
    client!.say({ type: 'ack', seq });
    hand.hub.pong(client!.connection!);
    client!.isAnswering = true;
    await hand.pass(1000);
    expect(client!.isOpen).to.equal(true);
  });

  it('is not fooled by a client that acknowledges what it was never sent', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const [client] = await hand.fill('a', 1);
    hand.stall([client!], 'drop');
    for (let step = 0; step < 20; step++) {
      client!.say({ type: 'ack', seq: 1_000_000 });
      client!.say({ type: 'ack', seq: 0 });
      await hand.pass(50);
    }
    expect(client!.isOpen).to.equal(false);
  });

  it('lets a slow emitter live', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const [client] = await hand.fill('a', 1);
    hand.stall([client!], 'slow', 100);
    for (let step = 0; step < 40; step++) {
      client!.connection!.emitter.emit({ type: 'ai_response' });
      await hand.pass(50);
    }
    expect(client!.isOpen).to.equal(true);
    expect(client!.lastSeq).to.be.at.least(35);
  });
});
