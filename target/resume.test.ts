import { expect } from 'chai';
import { takenOverCode } from './core/greeting.ts';
import { HandHub } from './testing/hand-hub.ts';

const seqs = (messages: readonly object[]): unknown[] =>
  messages.filter((message) => 'seq' in message).map(({ seq }) => seq);

describe('resume', () => {
  it('replays what was lost with the connection and goes on in the same sequence', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const { client } = await hand.connect('a.0', { user: 'a' });
    for (let count = 0; count < 3; count++)
      client!.connection!.emitter.emit({ type: 'ai_response' });
    client!.leave('loss');
    const { client: next } = await hand.connect('a.1', {
      user: 'a',
      resume: { connection: 'a.0', seq: 1 },
    });
    expect(next!.received[0]).to.include({ type: 'hello', resumed: true });
    expect(seqs(next!.received)).to.deep.equal([2, 3]);
    next!.connection!.emitter.emit({ type: 'ai_response' });
    expect(seqs(next!.received)).to.deep.equal([2, 3, 4]);
  });

  it('reports the gap where events are no longer kept', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: { 'replay-events': '2' } });
    const { client } = await hand.connect('a.0', { user: 'a' });
    client!.isAnswering = false;
    for (let count = 0; count < 5; count++)
      client!.connection!.emitter.emit({ type: 'ai_response' });
    client!.leave('loss');
    const { client: next } = await hand.connect('a.1', {
      user: 'a',
      resume: { connection: 'a.0', seq: 1 },
    });
    expect(next!.received[1]).to.deep.equal({ type: 'gap', fromSeq: 2, toSeq: 3 });
    expect(seqs(next!.received)).to.deep.equal([4, 5]);
  });

  it('takes over a connection that the server still holds', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const { client } = await hand.connect('a.0', { user: 'a' });
    client!.isAnswering = false;
    client!.connection!.emitter.emit({ type: 'ai_response' });
    const { client: next } = await hand.connect('a.1', {
      user: 'a',
      resume: { connection: 'a.0', seq: 0 },
    });
    expect(client!.ends).to.deep.equal([`close ${String(takenOverCode)}`]);
    expect(seqs(next!.received)).to.deep.equal([1]);
    expect(hand.claimed).to.equal(1);
  });

  it('says so when there is nothing to go on with', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: { resume: '10s' } });
    const { client } = await hand.connect('a.0', { user: 'a' });
    client!.connection!.emitter.emit({ type: 'ai_response' });
    client!.leave('loss');
    const resume = { connection: 'a.0', seq: 0 };
    const stranger = await hand.connect('b.0', { user: 'b', resume });
    expect(stranger.client!.received[0]).to.include({ resumed: false });
    await hand.pass(10_000);
    const late = await hand.connect('a.1', { user: 'a', resume });
    expect(late.client!.received[0]).to.include({ resumed: false });
  });

  it('keeps nothing after a goodbye', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const { client } = await hand.connect('a.0', { user: 'a' });
    client!.connection!.emitter.emit({ type: 'ai_response' });
    client!.leave();
    expect(hand.hub.bench.estates.size).to.equal(0);
  });
});
