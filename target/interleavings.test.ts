import { expect } from 'chai';
import fc from 'fast-check';
import type { HandClient } from './testing/hand-client.ts';
import { HandHub, type Visitor } from './testing/hand-hub.ts';
import { tiers } from './protocol.ts';

/** What may happen next; `of` picks one of the clients there are. */
type Step =
  | { readonly kind: 'connect'; readonly user: number; readonly tier: number }
  | { readonly kind: 'takeover' | 'leave' | 'lose' | 'silence' | 'stall'; readonly of: number }
  | { readonly kind: 'emit'; readonly of: number }
  | {
      readonly kind: 'cleanup';
      readonly level: 'conservative' | 'moderate' | 'aggressive' | 'forced';
    }
  | { readonly kind: 'pass'; readonly ms: number };

const of = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('connect' as const),
      user: fc.nat(6),
      tier: fc.nat(3),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('takeover', 'leave', 'lose', 'silence', 'stall'),
      of,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('emit' as const), of }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('cleanup' as const),
      level: fc.constantFrom('conservative', 'moderate', 'aggressive', 'forced'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.integer({ min: 1, max: 700 }),
    }),
  },
);

class World {
  readonly hand: HandHub;
  readonly clients: HandClient[] = [];
  /** Clients that a fault has hit: only these may be removed. */
  readonly faulty = new Set<HandClient>();
  #serial = 0;

  constructor(defect?: string) {
    this.hand = new HandHub({
      policy: 'graduated',
      ...(defect === undefined ? {} : { defect }),
      flags: {
        'manager-limit': '6',
        'user-limit': '3',
        'emergency-slots': '1',
        'degraded-slots': '1',
      },
    });
  }

  [Symbol.dispose](): void {
    this.hand[Symbol.dispose]();
  }

  async take(one: Step): Promise<void> {
    if (one.kind === 'connect')
      this.#connect(`user-${String(one.user)}`, { tier: tiers[one.tier]! });
    else if (one.kind === 'pass') this.hand.timers.tick(one.ms);
    else if (one.kind === 'cleanup') this.hand.hub.parts.cleanup.run('test', one.level);
    else this.#touch(one.kind, this.clients[one.of % this.clients.length]);
    // Decisions that were waited for arrive in microtasks.
    for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  }

  #connect(user: string, visitor: Visitor): void {
    const id = `${user}.${String(++this.#serial)}`;
    void this.hand.connect(id, { ...visitor, user }).then(({ client }) => {
      if (client !== undefined) this.clients.push(client);
    });
  }

  #touch(
    kind: Exclude<Step, { kind: 'connect' | 'pass' | 'cleanup' }>['kind'],
    client: HandClient | undefined,
  ): void {
    if (client?.isOpen !== true) return;
    if (kind === 'leave' || kind === 'lose') client.leave(kind === 'lose' ? 'loss' : 'goodbye');
    else if (kind === 'emit') client.connection!.emitter.emit({ type: 'ai_response' });
    else if (kind === 'takeover') {
      this.faulty.add(client);
      const resume = { connection: client.id, seq: client.lastSeq };
      this.#connect(client.connection!.user, { resume });
    } else {
      this.faulty.add(client);
      if (kind === 'silence') client.isAnswering = false;
      else this.hand.stall([client], 'drop');
    }
  }

  /** Claims agree with the set, the set with what the clients know, and nobody alive was removed. */
  check(): void {
    const { slots, registry } = this.hand.hub.bench;
    const open = this.clients.filter(({ isOpen }) => isOpen);
    expect(slots.claimed, 'count').to.equal(registry.size);
    expect(registry.size, 'set').to.equal(open.length);
    expect(slots.claimed, 'limit').to.be.within(0, slots.limit);
    for (const client of this.clients) {
      expect(client.ends.length, `ends of ${client.id}`).to.be.at.most(1);
      if (!client.isOpen && client.ends[0] !== 'left') {
        expect(this.faulty.has(client), `${client.id} was alive`).to.equal(true);
      }
    }
  }
}

async function run(steps: readonly Step[], defect?: string): Promise<void> {
  using world = new World(defect);
  for (const one of steps) {
    await world.take(one);
    world.check();
  }
  await world.take({ kind: 'pass', ms: 3000 });
  world.check();
  const { faulty, clients } = world;
  for (const client of clients) {
    if (faulty.has(client) && !client.isAnswering) expect(client.isOpen).to.equal(false);
  }
}

describe('any interleaving of connects, losses, faults, takeovers and cleanups', () => {
  const steps = fc.array(step, { minLength: 5, maxLength: 40 });
  const settings = { numRuns: 1000, seed: 20250915 };

  it('keeps count and set equal, ends each connection once, and removes nobody alive', async () => {
    await fc.assert(
      fc.asyncProperty(steps, (all) => run(all)),
      settings,
    );
  }).timeout(120_000);

  for (const defect of ['missed-decrement', 'double-reap', 'identity-reuse-race']) {
    it(`finds the planted defect ${defect}`, async () => {
      const details = await fc.check(
        fc.asyncProperty(steps, (all) => run(all, defect)),
        {
          ...settings,
          endOnFailure: true,
        },
      );
      expect(details.failed).to.equal(true);
    }).timeout(60_000);
  }
});
