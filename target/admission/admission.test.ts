import { expect } from 'chai';
import { HandHub, type Attempt } from '../testing/hand-hub.ts';
import { evictedCode } from './last-resort.ts';
import { TenantBreakers } from './tenant-breakers.ts';

async function settled(hand: HandHub, attempt: Promise<Attempt>): Promise<Attempt> {
  await hand.pass(1000);
  return attempt;
}

describe('admission at the limit', () => {
  it('serves waiting applicants by tier', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: { 'manager-limit': '2' } });
    const [first, second] = await hand.fill('old', 2);
    first!.isAnswering = false;
    second!.isAnswering = false;
    await hand.pass(10);
    const order: string[] = [];
    const ask = (id: string, tier: 'enterprise' | 'power' | 'signup'): void => {
      void hand.connect(id, { tier }).then(({ client }) => {
        if (client !== undefined) order.push(id);
      });
    };
    // None of the old ones is suspected yet: only an enterprise user has everybody probed.
    ask('boss', 'enterprise');
    ask('guest', 'signup');
    ask('worker', 'power');
    await hand.pass(1000);
    expect(order).to.deep.equal(['boss', 'worker']);
  });

  it('lets the longest waiting go first now and then, whatever the tier', async () => {
    const flags = { 'manager-limit': '8', 'emergency-slots': '0', 'degraded-slots': '0' };
    using hand = new HandHub({ policy: 'graduated', flags });
    const old = await hand.fill('old', 8);
    for (const client of old) client.isAnswering = false;
    const admitted: string[] = [];
    const ask = (id: string, tier: 'enterprise' | 'signup'): void => {
      void hand.connect(id, { tier }).then(({ client }) => {
        if (client !== undefined) admitted.push(id);
      });
    };
    ask('boss-0', 'enterprise');
    ask('guest', 'signup');
    for (let number = 1; number <= 9; number++) ask(`boss-${String(number)}`, 'enterprise');
    await hand.pass(1000);
    expect(admitted).to.have.length(8).and.include('guest');
  });

  it('refuses with a hint what cannot be served, and keeps nobody waiting for long', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: { 'manager-limit': '2' } });
    await hand.fill('old', 2);
    const { refusal } = await settled(hand, hand.connect('guest', { tier: 'signup' }));
    expect(refusal).to.include({ error: 'limit', retryable: true, retryAfterMs: 200 });
    expect(hand.claimed).to.equal(2);
  });

  it('lets nobody’s wait run out while the server itself stands still', async () => {
    const flags = { 'manager-limit': '1', 'emergency-slots': '0', 'degraded-slots': '0' };
    using hand = new HandHub({ policy: 'graduated', flags });
    const [old] = await hand.fill('old', 1);
    old!.isAnswering = false;
    await hand.pass(10);
    const attempt = hand.connect('boss', { tier: 'enterprise' });
    await hand.pass(100);
    hand.timers.jump(2000);
    const { client } = await settled(hand, attempt);
    expect(client?.isOpen).to.equal(true);
    expect(old!.ends).to.deep.equal(['terminate']);
  });

  it('falls back on the emergency reserve, then on reduced service, then refuses', async () => {
    using hand = new HandHub({
      policy: 'graduated',
      flags: { 'manager-limit': '1', 'emergency-slots': '1', 'degraded-slots': '1' },
    });
    const [old] = await hand.fill('old', 1);
    const kinds: (string | undefined)[] = [];
    for (const id of ['a', 'b', 'c']) {
      const { client } = await settled(hand, hand.connect(id, { tier: 'enterprise' }));
      kinds.push(client?.connection?.slot.kind);
    }
    expect(kinds).to.deep.equal(['emergency', 'degraded', undefined]);
    expect(hand.clients.get('b')!.received[0]).to.include({ degraded: true });
    // A regular slot is free again: whoever sat in a reserve the longest moves up.
    old!.leave();
    expect(hand.clients.get('a')!.connection!.slot.kind).to.equal('regular');
    const { slots } = hand.hub.bench;
    expect([slots.claimed, slots.limit]).to.deep.equal([2, 2]);
  });

  it('answers in one piece with reduced service', async () => {
    using hand = new HandHub({
      policy: 'graduated',
      flags: { 'manager-limit': '1', 'emergency-slots': '0' },
    });
    await hand.fill('old', 1);
    const { client } = await settled(hand, hand.connect('a', { tier: 'power' }));
    const turn = { turn: 1, text: '', tokens: 50, intervalMs: 1, thinkMs: 1, tools: 0 };
    client!.say({ type: 'prompt', ...turn });
    await hand.pass(200);
    expect(client!.received.filter(({ type }) => type === 'ai_response')).to.have.length(1);
  });

  it('evicts only where allowed: the lowest tier, the longest inactive, announced', async () => {
    const flags = { 'manager-limit': '3', 'emergency-slots': '0', 'degraded-slots': '0' };
    for (const evict of ['off', 'on']) {
      using hand = new HandHub({ policy: 'graduated', flags: { ...flags, evict } });
      const power = await hand.connect('power', { tier: 'power' });
      const [guest] = await hand.fill('guest', 1, { tier: 'signup' });
      await hand.fill('other', 1, { tier: 'enterprise' });
      const { client } = await settled(hand, hand.connect('boss', { tier: 'enterprise' }));
      expect(client?.isOpen ?? false).to.equal(evict === 'on');
      expect(guest!.ends).to.deep.equal(evict === 'on' ? [`close ${String(evictedCode)}`] : []);
      expect(power.client!.isOpen).to.equal(true);
      expect(hand.claimed).to.equal(3);
    }
  });

  it('ends running turns when the server drains, so that a busy one is done in time', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const clients = await hand.fill('a', 3);
    const turn = { turn: 1, text: '', tokens: 5000, intervalMs: 1, thinkMs: 1, tools: 0 };
    for (const client of clients) client.say({ type: 'prompt', ...turn });
    await hand.pass(20);
    clients[0]!.leave('loss');
    expect(hand.hub.bench.atWork.size).to.equal(3);
    hand.hub.drain(1001, 'bye');
    expect(hand.hub.bench.atWork.size).to.equal(0);
  });

  it('refuses everybody who waits when the server drains', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: { 'manager-limit': '1' } });
    const [old] = await hand.fill('old', 1);
    old!.isAnswering = false;
    const attempt = hand.connect('boss', { tier: 'enterprise' });
    hand.hub.drain(1001, 'bye');
    expect((await attempt).refusal).to.include({ error: 'draining', retryable: true });
    expect((await hand.connect('late')).refusal).to.include({ error: 'draining' });
  });
});

describe('the limit of one user', () => {
  it('reclaims the zombies of that user, and is no matter of others', async () => {
    using hand = new HandHub({ policy: 'graduated', flags: { 'user-limit': '2' } });
    const mine = await hand.fill('mine', 2, { user: 'me' });
    for (const client of mine) client.isAnswering = false;
    expect((await hand.connect('mine-3', { user: 'me' })).refusal?.error).to.equal('user-limit');
    expect((await hand.connect('yours')).client?.isOpen).to.equal(true);
    await hand.pass(600);
    expect((await hand.connect('mine-4', { user: 'me' })).client?.isOpen).to.equal(true);
  });

  it('opens a breaker for a user who keeps asking, and for nobody else', async () => {
    using hand = new HandHub({
      policy: 'graduated',
      flags: { 'user-limit': '1', 'breaker-failures': '3', breaker: '5s' },
    });
    const [mine] = await hand.fill('mine', 1, { user: 'me' });
    for (let attempt = 0; attempt < 3; attempt++) await hand.connect('again', { user: 'me' });
    const { refusal } = await hand.connect('again', { user: 'me' });
    expect(refusal?.retryAfterMs).to.be.within(4000, 5000);
    expect((await hand.connect('yours')).client?.isOpen).to.equal(true);
    mine!.leave();
    expect((await hand.connect('mine-2', { user: 'me' })).client?.isOpen).to.equal(true);
  });

  it('forgets the oldest of very many users', () => {
    const breakers = new TenantBreakers({ failures: 1, openMs: 1000 });
    for (let user = 0; user < 10_001; user++) breakers.failed(String(user), 0);
    expect([breakers.waitMs('0', 0), breakers.waitMs('10000', 0)]).to.deep.equal([0, 1000]);
  });
});
