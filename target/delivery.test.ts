import { expect } from 'chai';
import { HandHub } from './testing/hand-hub.ts';

describe('delivery', () => {
  it('replays an event that was lost on the way', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const [client] = await hand.fill('a', 1);
    client!.losing.add(2);
    for (let count = 0; count < 4; count++)
      client!.connection!.emitter.emit({ type: 'ai_response' });
    await hand.pass(20);
    expect(client!.lastSeq).to.equal(1);
    await hand.pass(400);
    expect(client!.lastSeq).to.be.at.least(4);
    expect(client!.isOpen).to.equal(true);
  });

  it('reports a gap when the lost event is no longer kept', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: { 'replay-events': '2' } });
    const [client] = await hand.fill('a', 1);
    client!.losing.add(1);
    for (let count = 0; count < 4; count++)
      client!.connection!.emitter.emit({ type: 'ai_response' });
    await hand.pass(400);
    expect(client!.received).to.deep.include({ type: 'gap', fromSeq: 1, toSeq: 2 });
    expect(client!.lastSeq).to.be.at.least(4);
  });

  it('does not flood a client that acknowledges nothing for a while', async () => {
    using hand = new HandHub({
      policy: 'graduated',
      flags: { probe: '60s', heartbeat: '60s', resend: '100ms' },
    });
    const [client] = await hand.fill('a', 1);
    client!.isAnswering = false;
    client!.connection!.emitter.emit({ type: 'ai_response' });
    await hand.pass(5000);
    const copies = client!.received.filter(({ type }) => type === 'ai_response').length;
    expect(copies).to.be.within(4, 12);
  });

  it('sends nothing again while the first copy still waits in this process', async () => {
    using hand = new HandHub({
      policy: 'graduated',
      flags: { probe: '60s', heartbeat: '60s', resend: '100ms' },
    });
    const [client] = await hand.fill('a', 1);
    client!.isAnswering = false;
    client!.bufferedAmount = 100;
    client!.connection!.emitter.emit({ type: 'ai_response' });
    await hand.pass(5000);
    expect(client!.received.filter(({ type }) => type === 'ai_response')).to.have.length(1);
  });

  it('answers a resume at once', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const [client] = await hand.fill('a', 1);
    client!.losing.add(1);
    client!.connection!.emitter.emit({ type: 'ai_response' });
    client!.connection!.emitter.emit({ type: 'ai_response' });
    client!.say({ type: 'resume', fromSeq: 1 });
    expect(client!.lastSeq).to.equal(2);
  });

  it('keeps quiet about losses under the conservative policy', async () => {
    using hand = new HandHub({ policy: 'conservative' });
    const [client] = await hand.fill('a', 1);
    client!.losing.add(1);
    client!.connection!.emitter.emit({ type: 'ai_response' });
    client!.connection!.emitter.emit({ type: 'ai_response' });
    client!.say({ type: 'resume', fromSeq: 1 });
    await hand.pass(10_000);
    expect(client!.received.map(({ type }) => type)).to.deep.equal(['hello', 'ai_response']);
    expect(client!.received[0]).to.include({ acks: false });
  });
});

describe('backpressure', () => {
  it('removes a client for whom too many bytes wait', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: { 'queue-bytes': '2000' } });
    const [slow, other] = await hand.fill('a', 2);
    slow!.bufferedAmount = 2001;
    slow!.connection!.emitter.emit({ type: 'ai_response' });
    await hand.pass(100);
    expect([slow!.isOpen, other!.isOpen]).to.deep.equal([false, true]);
  });

  it('removes a client whose oldest byte waits too long, answered pings or not', async () => {
    using hand = new HandHub({
      policy: 'graduated',
      flags: { 'queue-age': '1s', probe: '60s', resend: '60s' },
    });
    const [slow] = await hand.fill('a', 1);
    slow!.bufferedAmount = 10;
    slow!.connection!.emitter.emit({ type: 'ai_response' });
    await hand.pass(900);
    expect(slow!.isOpen).to.equal(true);
    await hand.pass(1000);
    expect(slow!.isOpen).to.equal(false);
  });

  it('keeps a client that takes what it gets, though never all of it', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: { 'queue-age': '1s' } });
    const [busy] = await hand.fill('a', 1);
    for (let step = 0; step < 50; step++) {
      busy!.bufferedAmount = 10;
      busy!.connection!.emitter.emit({ type: 'ai_response' });
      await hand.pass(100);
    }
    expect(busy!.isOpen).to.equal(true);
  });
});
