import { expect } from 'chai';
import type { LiveClient } from './testing/live-client.ts';
import { LiveStage, openCount } from './testing/live-stage.ts';

interface Scene extends AsyncDisposable {
  readonly stage: LiveStage;
  readonly healthy: readonly LiveClient[];
  readonly zombies: readonly LiveClient[];
}

/** 15 healthy and 5 zombie managers at the limit of 20: the state in which the incident began. */
async function exhausted(policy: string): Promise<Scene> {
  const stage = await LiveStage.open(policy);
  const healthy = await stage.fill('healthy', 15);
  const zombies = await stage.fill('zombie', 5);
  await stage.stall(zombies);
  return { stage, healthy, zombies, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

const closesOf = (clients: readonly LiveClient[]): Promise<readonly number[]> =>
  Promise.all(clients.map(({ closed }) => closed));

const tiers = ['enterprise', 'power', 'returning', 'signup'] as const;

describe('on the live system', () => {
  describe('emergency_cleanup_too_conservative_fails_to_detect_zombies', () => {
    it('removes 0 of 5 under the conservative policy: 20 of 20 stay held', async () => {
      await using scene = await exhausted('conservative');
      const { stage, healthy, zombies } = scene;
      expect(await stage.cleanUp('forced')).to.deep.equal({ examined: 20, removed: 0 });
      await stage.furtherCleanups(3);
      expect((await stage.census()).claimed).to.equal(20);
      expect([openCount(healthy), openCount(zombies)]).to.deep.equal([15, 5]);
    });

    it('removes 5 of 5 and nobody else under the graduated policy', async () => {
      await using scene = await exhausted('graduated');
      const { stage, healthy, zombies } = scene;
      expect(await closesOf(zombies)).to.deep.equal(Array(5).fill(1006));
      expect((await stage.census()).claimed).to.equal(15);
      expect(openCount(healthy)).to.equal(15);
    });
  });

  describe('factory_initialization_complete_failure_after_cleanup_attempt', () => {
    it('gives up for good under the conservative policy', async () => {
      await using scene = await exhausted('conservative');
      const { stage } = scene;
      for (let attempt = 0; attempt < 5; attempt++) {
        const refusal = await stage.refusal('newcomer', 'returning');
        expect(refusal).to.include({ error: 'limit', retryable: false });
        expect(refusal['reason']).to.contain('HARD LIMIT').and.to.contain('20/20');
        await stage.furtherCleanups(1);
      }
      const removed = (await stage.cleanups()).map((record) => record.removed);
      expect(new Set(removed)).to.deep.equal(new Set([0]));
    });

    it('cleans up level by level until there is room under the graduated policy', async () => {
      await using scene = await exhausted('graduated');
      const { stage, healthy } = scene;
      const newcomer = await stage.connect('newcomer', { tier: 'enterprise' });
      expect(openCount([newcomer])).to.equal(1);
      const took = (await stage.cleanups()).filter(({ removed }) => removed > 0);
      expect(took.map(({ level }) => level)).to.include('forced');
      expect(openCount(healthy)).to.equal(15);
    });
  });

  describe('zombie_manager_health_check_bypass_weakness', () => {
    /** A zombie beside a healthy client, as the health check sees it. */
    async function bypass(stage: LiveStage): Promise<readonly LiveClient[]> {
      const clients = await stage.fill('user', 2);
      await stage.stall(clients.slice(0, 1), 'throw');
      await stage.server.admin('/probe', { connections: ['user-1'], nonce: 'n' });
      const seen = await stage.server.admin('/health', { connections: ['user-1'] });
      expect(seen).to.deep.equal([{ connection: 'user-1', healthy: true, hasConnections: true }]);
      expect(clients[0]?.messages.map(({ type }) => type)).to.deep.equal(['hello']);
      return clients;
    }

    it('lets a zombie pass for ever under the conservative policy', async () => {
      await using stage = await LiveStage.open('conservative');
      const clients = await bypass(stage);
      await stage.furtherCleanups(3);
      expect([openCount(clients), (await stage.census()).claimed]).to.deep.equal([2, 2]);
    });

    it('lets it pass until the probe on its emit path has failed under the graduated policy', async () => {
      // Slow enough for a look at the zombie before it is found.
      await using stage = await LiveStage.open('graduated', { probe: '1s', heartbeat: '1s' });
      const [zombie, healthy] = await bypass(stage);
      expect(await zombie?.closed).to.equal(1006);
      expect(healthy?.socket.readyState).to.equal(1);
    });
  });

  describe('resource_limit_enforcement_prevents_recovery', () => {
    it('enforces the limit against zombies that could go, conservatively', async () => {
      await using scene = await exhausted('conservative');
      const { stage } = scene;
      await stage.furtherCleanups(3);
      expect(await stage.refusal('newcomer', 'returning')).to.include({ retryable: false });
      expect(await stage.census()).to.include({ claimed: 20, reclaimable: 0, effective: 0 });
    });

    it('counts zombies as capacity under the graduated policy', async () => {
      await using scene = await exhausted('graduated');
      const { stage, healthy } = scene;
      const { effective, limit } = await stage.until((census) => census.effective >= 5);
      expect([effective, limit]).to.deep.equal([5, 20]);
      const newcomer = await stage.connect('newcomer', { tier: 'signup' });
      expect(openCount([newcomer, ...healthy])).to.equal(16);
    });
  });

  describe('realistic_multi_user_resource_exhaustion_failure', () => {
    /** Enterprise rarely fails, sign-ups often: 7 of 20 become zombies. */
    async function mix(policy: string): Promise<Scene> {
      const stage = await LiveStage.open(policy, { 'user-limit': '5' });
      const enterprise = await stage.fill('enterprise', 3, { tier: 'enterprise' });
      const power = await stage.fill('power', 5, { tier: 'power', user: 'power-user' });
      const returning = await stage.fill('returning', 6);
      const signup = await stage.fill('signup', 6, { tier: 'signup' });
      const zombies = [...power.slice(0, 2), ...returning.slice(0, 2), ...signup.slice(0, 3)];
      await stage.stall(zombies);
      const healthy = [...enterprise, ...power.slice(2), ...returning.slice(2), ...signup.slice(3)];
      return { stage, healthy, zombies, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
    }

    it('refuses every newcomer of every tier under the conservative policy', async () => {
      await using scene = await mix('conservative');
      const { stage, zombies } = scene;
      for (const tier of tiers) {
        await stage.furtherCleanups(1);
        expect(await stage.refusal(`late-${tier}`, tier)).to.include({ error: 'limit' });
      }
      expect([(await stage.census()).claimed, openCount(zombies)]).to.deep.equal([20, 7]);
    });

    it('admits one newcomer of every tier under the graduated policy', async () => {
      await using scene = await mix('graduated');
      const { stage, healthy, zombies } = scene;
      const late = await Promise.all(tiers.map((tier) => stage.connect(`late-${tier}`, { tier })));
      expect(await closesOf(zombies)).to.deep.equal(Array(7).fill(1006));
      expect([openCount(late), openCount(healthy)]).to.deep.equal([4, 13]);
      expect((await stage.census()).claimed).to.equal(20 - 7 + 4);
    });
  });

  describe('realistic_zombie_accumulation_over_time_failure', () => {
    /** Rounds of two new users, one of whom becomes a zombie; until `isOver` and a cleanup have passed. */
    async function bad(
      stage: LiveStage,
      isOver: (zombie: LiveClient) => unknown,
    ): Promise<LiveClient[]> {
      const zombies: LiveClient[] = [];
      for (let round = 0; round < 5; round++) {
        await stage.connect(`good-${String(round)}`);
        const zombie = await stage.connect(`bad-${String(round)}`);
        await stage.stall([zombie]);
        zombies.push(zombie);
        await isOver(zombie);
        await stage.cleanUp('moderate');
      }
      return zombies;
    }

    it('stays below 30 % cleanup efficiency under the conservative policy', async () => {
      await using stage = await LiveStage.open('conservative');
      const zombies = await bad(stage, () => stage.furtherCleanups(1));
      expect(1 - openCount(zombies) / zombies.length).to.be.below(0.3);
      expect((await stage.census()).claimed).to.equal(10);
    });

    it('reaches 100 % under the graduated policy', async () => {
      await using stage = await LiveStage.open('graduated');
      const zombies = await bad(stage, ({ closed }) => closed);
      expect(openCount(zombies)).to.equal(0);
      expect((await stage.census()).claimed).to.equal(5);
    });
  });

  describe('critical_user_onboarding_blocked_by_resource_exhaustion', () => {
    it('blocks the enterprise customer for good under the conservative policy', async () => {
      await using scene = await exhausted('conservative');
      const { stage } = scene;
      for (let attempt = 0; attempt < 5; attempt++) {
        expect(await stage.refusal('customer', 'enterprise')).to.include({ retryable: false });
        await stage.furtherCleanups(1);
      }
      expect((await stage.census()).claimed).to.equal(20);
    });

    it('lets the enterprise customer in under the graduated policy, at nobody’s cost', async () => {
      await using scene = await exhausted('graduated');
      const { stage, healthy, zombies } = scene;
      const customer = await stage.connect('customer', { tier: 'enterprise' });
      await closesOf(zombies);
      expect(openCount([customer, ...healthy])).to.equal(16);
    });
  });
});
