import { expect } from 'chai';
import type { Connection } from '../core/connection.ts';
import { HandHub } from '../testing/hand-hub.ts';

const roomy = { 'manager-limit': '2000', 'user-limit': '1000' };

describe('cleanup in levels', () => {
  it('looks at managers that are broken, however many others there are', async () => {
    const examined: number[] = [];
    for (const others of [10, 1000]) {
      using hand = new HandHub({ policy: 'graduated', flags: roomy });
      await hand.fill('other', others);
      const [client] = await hand.fill('broken', 1);
      hand.hub.bench.registry.retire(client!.connection!.manager);
      const result = hand.hub.parts.cleanup.run('admin', 'conservative');
      expect(client!.ends).to.deep.equal(['terminate']);
      expect([result.removed, hand.claimed]).to.deep.equal([1, others]);
      examined.push(result.examined);
      expect(hand.hub.parts.cleanup.run('admin', 'conservative').examined).to.equal(0);
    }
    expect(examined).to.deep.equal([1, 1]);
  });

  it('removes so many at once as hold up nobody, and the others with the next tick', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: roomy });
    const clients = await hand.fill('a', 200);
    const { verdicts } = hand.hub.bench;
    for (const { connection } of clients) verdicts.condemn(connection!, 'test', 'as wanted');
    expect(hand.hub.parts.cleanup.run('admin', 'moderate').removed).to.equal(64);
    await hand.pass(50);
    expect(hand.claimed).to.equal(0);
  });
});

describe('the registry', () => {
  it('walks the connections of one user, in all sessions, and of nobody else', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: roomy });
    await hand.fill('other', 50);
    await hand.connect('a', { user: 'u' });
    await hand.connect('b', { user: 'u', session: '2' });
    const { client } = await hand.connect('c', { user: 'u', session: '2' });
    const { registry } = hand.hub.bench;
    const ids = (): string[] => [...registry.connectionsOf('u')].map(({ id }: Connection) => id);
    expect(ids()).to.deep.equal(['a', 'b', 'c']);
    client!.leave();
    expect(ids()).to.deep.equal(['a', 'b']);
    hand.clients.get('b')!.leave();
    hand.clients.get('a')!.leave();
    expect([ids(), registry.managerCount]).to.deep.equal([[], 50]);
  });
});
