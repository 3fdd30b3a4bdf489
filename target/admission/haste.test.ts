import { expect } from 'chai';
import { HandHub, type Attempt } from '../testing/hand-hub.ts';

const noReserve = { 'emergency-slots': '0', 'degraded-slots': '0' };

/** Milliseconds until the server has decided. */
async function waitMs(hand: HandHub, attempt: Promise<Attempt>): Promise<number> {
  const progress = { isDecided: false };
  void attempt.then(() => (progress.isDecided = true));
  let waitedMs = 0;
  while (!progress.isDecided) {
    await hand.pass(5);
    waitedMs += 5;
  }
  return waitedMs;
}

describe('haste at the limit', () => {
  it('takes a suspect that used to answer at once well before the urgent interval is over', async () => {
    using hand = new HandHub({
      policy: 'graduated',
      flags: { ...noReserve, 'manager-limit': '1' },
    });
    const [old] = await hand.fill('old', 1);
    await hand.pass(800);
    old!.isAnswering = false;
    while (hand.hub.bench.verdicts.suspectCount === 0) await hand.pass(5);
    const attempt = hand.connect('boss', { tier: 'enterprise' });
    expect(await waitMs(hand, attempt)).to.be.below(120);
    expect((await attempt).client?.isOpen).to.equal(true);
    expect(old!.ends).to.deep.equal(['terminate']);
  });

  for (const answerMs of [5, 100, 230, 300, 450]) {
    it(`takes nobody who answers after ${String(answerMs)} ms, however many ask`, async () => {
      const flags = { ...noReserve, 'manager-limit': '3' };
      using hand = new HandHub({ policy: 'graduated', flags });
      const living = await hand.fill('living', 3);
      for (const client of living) client.answerMs = answerMs;
      await hand.pass(3000);
      for (let attempt = 0; attempt < 60; attempt++) {
        const boss = hand.connect(`boss-${String(attempt)}`, { tier: 'enterprise' });
        // Each at another moment of the probes.
        await hand.pass(37);
        void boss;
      }
      await hand.pass(1000);
      expect(living.map(({ ends }) => ends)).to.deep.equal([[], [], []]);
    });
  }

  for (const answerMs of [100, 300, 400, 450]) {
    it(`takes no newcomer who answers after ${String(answerMs)} ms and has answered nothing yet`, async () => {
      for (let offsetMs = 0; offsetMs < 700; offsetMs += 70) {
        using hand = new HandHub({
          policy: 'graduated',
          flags: { ...noReserve, 'manager-limit': '3' },
        });
        const newcomers = await hand.fill('newcomer', 3);
        for (const client of newcomers) client.answerMs = answerMs;
        await hand.pass(offsetMs);
        for (let attempt = 0; attempt < 20; attempt++) {
          void hand.connect(`boss-${String(attempt)}`, { tier: 'enterprise' });
          await hand.pass(37);
        }
        await hand.pass(1000);
        expect(newcomers.map(({ ends }) => ends)).to.deep.equal([[], [], []]);
      }
    });
  }

  it('takes who used to answer before a newcomer, and a dead newcomer as late as without haste', async () => {
    using hand = new HandHub({
      policy: 'graduated',
      flags: { ...noReserve, 'manager-limit': '2' },
    });
    const [old] = await hand.fill('old', 1);
    await hand.pass(800);
    old!.isAnswering = false;
    const [newcomer] = await hand.fill('newcomer', 1);
    newcomer!.isAnswering = false;
    while (hand.hub.bench.verdicts.suspicionsOf(old!.connection!) === 0) await hand.pass(5);
    expect(await waitMs(hand, hand.connect('boss', { tier: 'enterprise' }))).to.be.below(120);
    expect([old!.isOpen, newcomer!.isOpen]).to.deep.equal([false, true]);
    expect(await waitMs(hand, hand.connect('chief', { tier: 'enterprise' }))).to.be.within(
      200,
      600,
    );
    expect(newcomer!.isOpen).to.equal(false);
  });

  it('starves nobody: while slots come free one by one, every class gets some and priority most', async () => {
    const flags = { ...noReserve, 'manager-limit': '40', 'admit-wait': '60s', urgent: '60s' };
    using hand = new HandHub({ policy: 'graduated', flags });
    const old = await hand.fill('old', 40, { tier: 'signup' });
    const admitted: string[] = [];
    const tiers = ['enterprise', 'power', 'returning', 'signup'] as const;
    // One that does not answer keeps everybody waiting while the others leave.
    old[0]!.isAnswering = false;
    await hand.pass(1);
    for (let number = 0; number < 30; number++) {
      for (const tier of tiers) {
        void hand.connect(`${tier}-${String(number)}`, { tier }).then(({ client }) => {
          if (client !== undefined) admitted.push(tier);
        });
      }
    }
    for (const client of old.slice(1, 37)) {
      client.leave();
      await hand.pass(1);
    }
    const shares = tiers.map((tier) => admitted.filter((one) => one === tier).length);
    expect(admitted).to.have.length(36);
    expect(shares[0]).to.be.above(18);
    expect(Math.min(...shares)).to.be.above(0);
  });
});
