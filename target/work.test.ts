import { expect } from 'chai';
import { routes } from './http/admin-routes.ts';
import { HandHub } from './testing/hand-hub.ts';

const turn = { turn: 1, text: '', tokens: 100, intervalMs: 20, thinkMs: 20, tools: 0 };

/** For whom the server works, as its census says. */
function work({ hub }: HandHub): unknown {
  const census = routes['GET /census']!(hub, { query: new URLSearchParams(), body: {} });
  return (census as { readonly work: unknown }).work;
}

describe('the census of work', () => {
  it('names a connection from its prompt to the end of its last turn, and nobody who is silent', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const [asking] = await hand.fill('a', 3);
    expect(work(hand)).to.deep.equal([]);
    asking!.say({ type: 'prompt', ...turn });
    asking!.say({ type: 'prompt', ...turn, turn: 2, tokens: 10 });
    for (const ms of [20, 1000]) {
      await hand.pass(ms);
      expect(work(hand)).to.deep.equal(['a-1']);
    }
    await hand.pass(2000);
    expect(work(hand)).to.deep.equal([]);
  });

  it('names one that is lost for as long as it can be resumed, and then whoever took over', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: { resume: '1s' } });
    for (const id of ['a.0', 'b.0']) {
      const { client } = await hand.connect(id, { user: id[0]! });
      client!.say({ type: 'prompt', ...turn });
      await hand.pass(100);
      client!.leave('loss');
    }
    expect(work(hand)).to.deep.equal(['a.0', 'b.0']);
    await hand.connect('a.1', { user: 'a', resume: { connection: 'a.0', seq: 0 } });
    expect(work(hand)).to.have.members(['a.1', 'b.0']);
    await hand.pass(1100);
    expect(work(hand)).to.deep.equal(['a.1']);
  });

  it('names nobody who has said goodbye, but with answers-the-dead', async () => {
    for (const [defect, left] of [
      [undefined, []],
      ['answers-the-dead', ['a.0']],
    ] as const) {
      using hand = new HandHub({ policy: 'graduated', ...(defect && { defect }) });
      const { client } = await hand.connect('a.0');
      client!.say({ type: 'prompt', ...turn });
      await hand.pass(100);
      client!.leave();
      expect(work(hand)).to.deep.equal(left);
      const { length } = client!.received;
      await hand.pass(3000);
      expect([work(hand), client!.received.length]).to.deep.equal([[], length]);
    }
  });
});
