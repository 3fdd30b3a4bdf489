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

  it('replays everything that is kept at once, however much it is', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const { client } = await hand.connect('a.0', { user: 'a' });
    client!.isAnswering = false;
    for (let count = 0; count < 200; count++)
      client!.connection!.emitter.emit({ type: 'ai_response' });
    client!.leave('loss');
    const resume = { connection: 'a.0', seq: 20 };
    const { client: next } = await hand.connect('a.1', { user: 'a', resume });
    expect(seqs(next!.received)).to.deep.equal(Array.from({ length: 180 }, (_, n) => 21 + n));
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

  it('takes over a connection held under the very name of the new one', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const { client } = await hand.connect('a', { user: 'a' });
    client!.connection!.emitter.emit({ type: 'ai_response' });
    const { client: next } = await hand.connect('a', {
      user: 'a',
      resume: { connection: 'a', seq: 0 },
    });
    expect(client!.ends).to.deep.equal([`close ${String(takenOverCode)}`]);
    expect(next!.received[0]).to.include({ type: 'hello', resumed: true });
    expect([seqs(next!.received), hand.claimed]).to.deep.equal([[1], 1]);
    expect(hand.hub.bench.registry.find('a')).to.equal(next!.connection);
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

  const turn = { turn: 1, text: '', tokens: 100, intervalMs: 20, thinkMs: 20, tools: 0 };
  const texts = (messages: readonly object[]): string[] =>
    messages.filter((message) => 'data' in message).map(({ data }) => String(data));

  async function lostInTheMiddle(flags: Readonly<Record<string, string>>): Promise<{
    hand: HandHub;
    before: readonly object[];
    come: (seq: number) => Promise<readonly object[]>;
  }> {
    const hand = new HandHub({ policy: 'graduated', flags });
    const { client } = await hand.connect('a.0', { user: 'a' });
    client!.say({ type: 'prompt', ...turn });
    await hand.pass(500);
    client!.leave('loss');
    const come = async (seq: number): Promise<readonly object[]> => {
      const resume = { connection: 'a.0', seq };
      return (await hand.connect('a.1', { user: 'a', resume })).client!.received;
    };
    return { hand, before: client!.received, come };
  }

  it('lets a turn go on without its connection, and gives the rest to who comes back', async () => {
    const { hand, before, come } = await lostInTheMiddle({});
    using whole = hand;
    const lastSeq = Number(seqs(before).at(-1));
    await whole.pass(800);
    const received = await come(lastSeq);
    // What was said meanwhile is there at once, the rest as it is said.
    expect(seqs(received)).to.have.length.within(35, 45);
    await whole.pass(3000);
    const all = [...texts(before), ...texts(received)];
    expect(all).to.have.length(103);
    expect(received.filter((message) => 'turn' in message).at(-1)).to.include({
      type: 'agent_completed',
    });
    const numbers = [...seqs(before), ...seqs(received)].map(Number);
    expect(numbers).to.deep.equal(numbers.map((_, index) => index + 1));
  });

  it('tells the gap where the answer went on for longer than events are kept', async () => {
    const { hand, before, come } = await lostInTheMiddle({ 'replay-events': '10' });
    using whole = hand;
    const lastSeq = Number(seqs(before).at(-1));
    await whole.pass(800);
    const received = await come(lastSeq);
    const gap = received.find((message) => 'toSeq' in message) as { toSeq: number };
    expect(gap).to.deep.equal({ type: 'gap', fromSeq: lastSeq + 1, toSeq: gap.toSeq });
    expect(seqs(received)).to.deep.equal(Array.from({ length: 10 }, (_, n) => gap.toSeq + 1 + n));
  });

  it('ends the turn when nobody has come back in time', async () => {
    const { hand, come } = await lostInTheMiddle({ resume: '1s' });
    using whole = hand;
    await whole.pass(900);
    expect(whole.hub.bench.timetable.pending).to.be.above(0);
    await whole.pass(200);
    expect(whole.hub.bench.timetable.pending).to.equal(0);
    expect((await come(0))[0]).to.include({ resumed: false });
  });

  it('ends the turn with a goodbye, and under the other policies with the connection', async () => {
    for (const policy of ['graduated', 'heartbeat', 'idle-timeout']) {
      using hand = new HandHub({ policy });
      const { client } = await hand.connect('a.0', { user: 'a' });
      client!.say({ type: 'prompt', ...turn });
      await hand.pass(200);
      expect(hand.hub.bench.timetable.pending, policy).to.be.above(0);
      client!.leave(policy === 'graduated' ? 'goodbye' : 'loss');
      expect(hand.hub.bench.timetable.pending, policy).to.equal(0);
    }
  });

  it('moves a turn from a connection that the server still holds', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const { client } = await hand.connect('a.0', { user: 'a' });
    client!.say({ type: 'prompt', ...turn });
    await hand.pass(500);
    const seq = client!.lastSeq;
    const resume = { connection: 'a.0', seq };
    const { client: next } = await hand.connect('a.1', { user: 'a', resume });
    await hand.pass(4000);
    expect(texts(next!.received)).to.have.length(103 - texts(client!.received).length);
    expect(hand.hub.bench.timetable.pending).to.equal(0);
  });
});
