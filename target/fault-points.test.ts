import { expect } from 'chai';
import { HandHub } from './testing/hand-hub.ts';
import { liveClient } from './testing/live-client.ts';
import { liveServer } from './testing/live-server.ts';

describe('the fault point in the message handler', () => {
  it('costs that client its connection and nobody else anything', async () => {
    await using server = await liveServer({ policy: 'graduated' });
    const victim = await liveClient(server.url, { id: 'victim' });
    const other = await liveClient(server.url, { id: 'other' });
    await server.admin('/fault-points/handler', { connections: ['victim'], times: 1 });
    victim.send({ type: 'echo', nonce: 'a' });
    other.send({ type: 'echo', nonce: 'b' });
    expect(await victim.closed).to.equal(1011);
    await other.next(({ type }) => type === 'echo');
    expect(server.hub.bench.counters.get('handler-failures')).to.equal(1);
    other.socket.terminate();
  });
});

describe('the fault point in the removal', () => {
  it('keeps the slot for as long as it fails, and the next cleanup gets it back', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const [gone] = await hand.fill('a', 2);
    hand.hub.bench.points.cleanup.arm(gone!.connection!, { times: 2, lastingMs: 400 });
    hand.hub.closed(gone!.connection!, 'loss');
    expect(hand.claimed).to.equal(2);
    await hand.pass(350);
    expect(hand.claimed).to.equal(2);
    await hand.pass(200);
    expect(hand.claimed).to.equal(1);
    expect(hand.hub.bench.counters.get('cleanup-failures')).to.be.at.least(2);
    expect(hand.removed).to.equal(1);
  });

  it('is a leak for good where nobody tries again', async () => {
    using hand = new HandHub({ policy: 'conservative' });
    const [gone] = await hand.fill('a', 2);
    hand.hub.bench.points.cleanup.arm(gone!.connection!, { times: 1, lastingMs: 0 });
    hand.hub.closed(gone!.connection!, 'loss');
    await hand.pass(600_000);
    expect(hand.claimed).to.equal(2);
  });
});

describe('the fault point in the clock', () => {
  for (const [hours, survivors] of [
    [2, { conservative: 0, graduated: 3 }],
    [-2, { conservative: 3, graduated: 3 }],
  ] as const) {
    for (const [policy, kept] of Object.entries(survivors)) {
      it(`leaves ${kept} of 3 under ${policy} when it steps by ${hours} hours`, async () => {
        using hand = new HandHub({ policy, flags: { sweep: '1s' } });
        const clients = await hand.fill('a', 3);
        await hand.pass(2000);
        hand.hub.bench.points.clock.step(hours * 3_600_000);
        await hand.pass(3000);
        expect(clients.filter(({ isOpen }) => isOpen)).to.have.length(kept);
      });
    }
  }

  it('moves no stamp that others compare with their own', async () => {
    await using server = await liveServer({ policy: 'graduated' });
    const { nowUs: beforeUs } = (await server.admin('/clock')) as { nowUs: number };
    await server.admin('/fault-points/clock', { byMs: 60_000 });
    const { nowUs } = (await server.admin('/clock')) as { nowUs: number };
    expect(nowUs - beforeUs).to.be.within(60_000_000, 65_000_000);
    server.hub.bench.log.add({ trigger: 'sweep', level: 'moderate', examined: 1, removed: 1 });
    expect(server.hub.bench.log.since(0).records[0]?.atUs).to.be.below(beforeUs + 60_000_000);
  });
});
