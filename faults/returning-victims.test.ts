import { expect } from 'chai';
import type { Fault } from '../harness/contracts/fault.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { faults } from './index.ts';
import { socketQueues } from './kernel/socket-queues.ts';
import { openRig, type Rig, type Scene } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

/**
 * Whether this connection, which came while the fault was on, is hit; asked of somebody beside the fault. One that is hit is
 * so at every look, and one that is not may look like it on a busy machine.
 */
type Witness = (scene: Scene, id: string) => Promise<boolean>;

/** The tap's count of what a rule did. */
const did =
  (verb: string): Witness =>
  async ({ context }, id) => {
    const [counters] = await context.tap.counters([id]);
    return (counters?.acted?.[verb] ?? 0) > 0;
  };

const withheld: Witness = async ({ context }, id) => {
  const [counters] = await context.tap.counters([id]);
  return (counters?.withheld ?? 0) > 0;
};

/** The kernel's word: what the server sent lies unread at the tap. */
const lies: Witness = async ({ context }, id) => {
  const opened = context.events().find((e) => e.kind === 'tap.open' && e.connection === id);
  const serverPort = opened?.kind === 'tap.open' ? opened.serverPort : 0;
  const queues = await socketQueues([serverPort], Number(new URL(context.target.url).port));
  return (queues.get(serverPort)?.unreadBytes ?? 0) > 1000;
};

/** Pings of the tap to its client take so long. */
const slow =
  (leastMs: number, burst: { readonly pings: number }): Witness =>
  async ({ context }, id) => {
    const how = { ...burst, bytes: 125, withinMs: 10_000 };
    const [trip] = (await context.tap.injector?.roundTrips([id], how)) ?? [];
    return (trip?.ms ?? 0) >= leastMs;
  };

interface ReturnCase {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly isHit: Witness;
}

const cases: Readonly<Record<string, ReturnCase>> = {
  bandwidth: { settings: { kilobytesPerSecond: 10 }, isHit: slow(200, { pings: 40 }) },
  'close-ignored': { isHit: did('swallowed-close') },
  'idle-cut': { settings: { idle: '300ms' }, isHit: did('idle-looks') },
  latency: { settings: { up: '200ms', down: '200ms' }, isHit: slow(300, { pings: 1 }) },
  'lifetime-cap': { settings: { age: '500ms' }, isHit: did('cut') }, // longer than an upgrade takes
  'message-delay': { settings: { every: 1, delay: '20ms' }, isHit: did('delayed') },
  'message-duplicate': { settings: { every: 1 }, isHit: did('repeated') },
  'message-reorder': { settings: { every: 2 }, isHit: did('swapped') },
  'one-way-cut': { isHit: did('swallowed') },
  partition: { isHit: did('swallowed') },
  'ping-flood': { isHit: did('swallowed-pong') },
  'pong-loss': { isHit: did('swallowed-pong') },
  'silent-event-loss': { settings: { every: 1 }, isHit: withheld },
  'trickle-reader': { isHit: did('rested') },
  'zero-window': { isHit: lies },
};
const returning = [...faults.values()].filter((fault) => fault.hitsReturning === true);

describe('a victim that comes back', () => {
  let rig: Rig;
  let scene: Scene;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  afterEach(() => scene.close());
  after(() => rig.close());

  const isHitSoon = (fault: Fault, id: string): Promise<true | undefined> =>
    lookUntil(systemClock, { withinMs: 5000, everyMs: 5 }, async () =>
      (await cases[fault.name]?.isHit(scene, id)) === true ? true : undefined,
    );
  const isSpared = async (fault: Fault, id: string): Promise<true | undefined> =>
    lookUntil(systemClock, { withinMs: 5000, everyMs: 5 }, async () =>
      (await cases[fault.name]?.isHit(scene, id)) === false ? true : undefined,
    );
  const heardSoon = (id: string, times: number): Promise<true | undefined> => {
    const before = scene.clients.received(id);
    return lookUntil(systemClock, { withinMs: 5000, everyMs: 5 }, () =>
      Promise.resolve(scene.clients.received(id) > before + times ? true : undefined),
    );
  };

  for (const fault of returning) {
    it(`is hit again by ${fault.name}, and others and later ones are not`, async () => {
      const { settings = {}, isHit } = cases[fault.name] ?? {};
      expect(isHit, `${fault.name} has no case here`).not.to.equal(undefined);
      scene = await rig.scene(fault, { settings, victims: 1 });
      const { context, planned, clients, lanes } = scene;
      const active = await fault.inject(planned, context);
      const key = planned.victims[0] ?? '';
      const victimsUrl = lanes.urls['victims'] ?? '';
      await clients.connect(victimsUrl, [`${key}.1`]);
      await clients.connect(lanes.urls['default'] ?? '', ['other-1.1.0']);
      expect(await isHitSoon(fault, `${key}.1`), 'it is not hit').to.equal(true);
      expect(await isSpared(fault, 'other-1.1.0'), 'another one is hit').to.equal(true);
      const report = await active.heal();
      expect(report.clean, report.how).to.equal(true);
      await clients.connect(victimsUrl, [`${key}.2`]);
      expect(await heardSoon(`${key}.2`, 3)).to.equal(true);
      expect(await isSpared(fault, `${key}.2`), 'a later one is hit').to.equal(true);
    });
  }

  it('has a case for each fault that hits it, and no more', () => {
    const names = returning.map(({ name }) => name);
    expect(names).to.deep.equal(Object.keys(cases).toSorted());
  });
});
