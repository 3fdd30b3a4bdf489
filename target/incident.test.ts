import { expect } from 'chai';
import type { HandClient } from './testing/hand-client.ts';
import { HandHub } from './testing/hand-hub.ts';

const open = (clients: readonly HandClient[]): number =>
  clients.filter(({ isOpen }) => isOpen).length;

interface Scene extends Disposable {
  readonly hand: HandHub;
  readonly healthy: readonly HandClient[];
  readonly zombies: readonly HandClient[];
}

/** 15 healthy and 5 zombie managers at the limit of 20: the state in which the incident began. */
async function exhausted(policy: string): Promise<Scene> {
  const hand = new HandHub({ policy });
  const healthy = await hand.fill('healthy', 15);
  const zombies = await hand.fill('zombie', 5);
  hand.stall(zombies);
  return {
    hand,
    healthy,
    zombies,
    [Symbol.dispose]: () => {
      hand[Symbol.dispose]();
    },
  };
}

describe('emergency_cleanup_too_conservative_fails_to_detect_zombies', () => {
  it('removes 0 of 5 under the conservative policy: 20 of 20 stay held', async () => {
    using scene = await exhausted('conservative');
    const { hand, zombies } = scene;
    await hand.pass(59 * 60_000);
    expect(hand.hub.parts.cleanup.run('test', 'forced')).to.deep.equal({
      examined: 20,
      removed: 0,
    });
    expect([hand.claimed, open(zombies)]).to.deep.equal([20, 5]);
  });

  it('removes 5 of 5 and nobody else under the graduated policy', async () => {
    using scene = await exhausted('graduated');
    const { hand, healthy, zombies } = scene;
    await hand.pass(1000);
    expect([open(zombies), open(healthy), hand.claimed]).to.deep.equal([0, 15, 15]);
    expect(zombies.map(({ ends }) => ends)).to.deep.equal(Array(5).fill(['terminate']));
  });
});

describe('factory_initialization_complete_failure_after_cleanup_attempt', () => {
  it('gives up for good under the conservative policy', async () => {
    using scene = await exhausted('conservative');
    const { hand } = scene;
    for (let attempt = 0; attempt < 10; attempt++) {
      const { refusal } = await hand.connect('newcomer');
      expect(refusal).to.include({ error: 'limit', retryable: false });
      expect(refusal?.reason).to.contain('HARD LIMIT').and.to.contain('20/20');
      await hand.pass(60_000);
    }
    expect(hand.removed).to.equal(0);
  });

  it('cleans up level by level until there is room under the graduated policy', async () => {
    using scene = await exhausted('graduated');
    const { hand } = scene;
    // No probe has been missed yet: nobody is even suspected.
    await hand.pass(50);
    const attempt = hand.connect('newcomer', { tier: 'enterprise' });
    await hand.pass(800);
    expect((await attempt).client?.isOpen).to.equal(true);
    const levels = hand.hub.bench.log.since(0).records.map(({ level }) => level);
    expect(levels).to.include('forced');
  });
});

describe('zombie_manager_health_check_bypass_weakness', () => {
  for (const policy of ['conservative', 'graduated']) {
    it(`lets a zombie pass both predicates under the ${policy} policy`, async () => {
      using hand = new HandHub({ policy });
      const [zombie] = await hand.fill('zombie', 1);
      hand.stall([zombie!], 'throw');
      const { manager, emitter } = zombie!.connection!;
      expect([manager.isHealthy(), manager.hasActiveConnections()]).to.deep.equal([true, true]);
      for (const type of ['agent_started', 'tool_executing', 'ai_response']) emitter.emit({ type });
      expect(zombie!.received.map(({ type }) => type)).to.deep.equal(['hello']);
      expect([manager.isHealthy(), manager.hasActiveConnections()]).to.deep.equal([true, true]);
    });
  }

  it('keeps the zombie for ever if it fails to emit now and then, conservatively', async () => {
    using hand = new HandHub({ policy: 'conservative' });
    const [zombie] = await hand.fill('zombie', 1);
    hand.stall([zombie!], 'throw');
    for (let minute = 0; minute < 180; minute++) {
      zombie!.connection!.emitter.emit({ type: 'ai_response' });
      await hand.pass(60_000);
    }
    expect([zombie!.isOpen, hand.removed]).to.deep.equal([true, 0]);
  });

  it('finds it by the probe on its real emit path under the graduated policy', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const [zombie, healthy] = await hand.fill('user', 2);
    hand.stall([zombie!], 'throw');
    await hand.pass(1000);
    expect([zombie!.isOpen, healthy!.isOpen]).to.deep.equal([false, true]);
  });
});

describe('resource_limit_enforcement_prevents_recovery', () => {
  it('enforces the limit against zombies that could go, conservatively', async () => {
    using scene = await exhausted('conservative');
    const { hand } = scene;
    await hand.pass(30 * 60_000);
    expect((await hand.connect('newcomer')).refusal?.retryable).to.equal(false);
    expect(hand.claimed).to.equal(20);
  });

  it('counts reclaimable zombies as capacity under the graduated policy', async () => {
    using scene = await exhausted('graduated');
    const { hand, zombies } = scene;
    const { verdicts } = hand.hub.bench;
    while (verdicts.reclaimable === 0) await hand.pass(1);
    // Condemned, not yet swept: the slot is given away at once, in the same call.
    const decision = hand.hub.admit({ connection: 'n', user: 'n', tier: 'signup', session: '1' });
    expect(decision).to.include({ admitted: true });
    expect(open(zombies)).to.equal(0);
    expect(hand.claimed).to.equal(16);
  });
});

describe('realistic_multi_user_resource_exhaustion_failure', () => {
  /** Enterprise rarely fails, sign-ups often. */
  async function mix(policy: string): Promise<HandHub> {
    const hand = new HandHub({ policy, flags: { 'user-limit': '5' } });
    const enterprise = await hand.fill('enterprise', 3, { tier: 'enterprise' });
    const power = await hand.fill('power', 5, { tier: 'power', user: 'power-user' });
    const returning = await hand.fill('returning', 6);
    const signup = await hand.fill('signup', 6, { tier: 'signup' });
    hand.stall([...power.slice(0, 2), ...returning.slice(0, 2), ...signup.slice(0, 3)], 'drop');
    expect(enterprise).to.have.length(3);
    return hand;
  }

  it('refuses every newcomer of every tier under the conservative policy', async () => {
    using hand = await mix('conservative');
    for (const tier of ['enterprise', 'power', 'returning', 'signup'] as const) {
      await hand.pass(5 * 60_000);
      expect((await hand.connect(`late-${tier}`, { tier })).refusal?.error).to.equal('limit');
    }
    expect([hand.claimed, hand.removed]).to.deep.equal([20, 0]);
  });

  it('admits one newcomer of every tier under the graduated policy', async () => {
    using hand = await mix('graduated');
    await hand.pass(1000);
    for (const tier of ['enterprise', 'power', 'returning', 'signup'] as const) {
      expect((await hand.connect(`late-${tier}`, { tier })).client?.isOpen).to.equal(true);
    }
    expect(hand.removed).to.equal(7);
    expect(hand.claimed).to.equal(20 - 7 + 4);
  });
});

describe('realistic_zombie_accumulation_over_time_failure', () => {
  /** Ten rounds of two new users, one of whom becomes a zombie; the share of zombies that cleanup removed. */
  async function efficiency(policy: string): Promise<number> {
    using hand = new HandHub({ policy });
    let zombies = 0;
    for (let round = 0; round < 10; round++) {
      for (const kind of ['good', 'bad']) {
        const { client } = await hand.connect(`${kind}-${String(round)}`);
        if (client === undefined || kind === 'good') continue;
        hand.stall([client]);
        zombies++;
      }
      await hand.pass(60_000);
      hand.hub.parts.cleanup.run('test', 'moderate');
    }
    return hand.removed / zombies;
  }

  it('stays below 30 % cleanup efficiency under the conservative policy', async () => {
    expect(await efficiency('conservative')).to.be.below(0.3);
  });

  it('reaches 100 % under the graduated policy', async () => {
    expect(await efficiency('graduated')).to.equal(1);
  });
});

describe('critical_user_onboarding_blocked_by_resource_exhaustion', () => {
  it('blocks the enterprise customer for good under the conservative policy', async () => {
    using scene = await exhausted('conservative');
    const { hand } = scene;
    for (let hour = 0; hour < 24; hour++) {
      const { refusal } = await hand.connect('customer', { tier: 'enterprise' });
      expect(refusal?.retryable).to.equal(false);
      for (const client of hand.clients.values())
        client.connection?.emitter.emit({ type: 'probe' });
      await hand.pass(3_500_000);
    }
  });

  it('lets the enterprise customer in within a second under the graduated policy', async () => {
    using scene = await exhausted('graduated');
    const { hand, healthy } = scene;
    const attempt = hand.connect('customer', { tier: 'enterprise' });
    await hand.pass(1000);
    expect((await attempt).client?.isOpen).to.equal(true);
    expect(open(healthy)).to.equal(15);
  });

  it('lets the enterprise customer in even if every slot is alive, and takes nobody’s', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const healthy = await hand.fill('healthy', 20);
    const attempt = hand.connect('customer', { tier: 'enterprise' });
    await hand.pass(1000);
    expect((await attempt).client?.isOpen).to.equal(true);
    expect([open(healthy), hand.claimed, hand.hub.bench.slots.limit]).to.deep.equal([20, 21, 21]);
  });
});
