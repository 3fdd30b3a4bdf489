import { expect } from 'chai';
import type { Fault } from '../harness/contracts/fault.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { lifetimeCap } from './lifetime-cap.ts';
import { messageDelay } from './message-delay.ts';
import { messageDuplicate } from './message-duplicate.ts';
import { pongLoss } from './pong-loss.ts';
import { openRig, type Rig, type Scene } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

/** What the tap did to a connection, by verb. */
async function acted({ context }: Scene, id: string, verb: string): Promise<number> {
  const [counters] = await context.tap.counters([id]);
  return counters?.acted?.[verb] ?? 0;
}

describe('a victim that comes back', () => {
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  const cases: readonly (readonly [Fault, string, Record<string, unknown>])[] = [
    [messageDelay, 'delayed', { every: 1, delay: '20ms' }],
    [messageDuplicate, 'repeated', { every: 1 }],
    [pongLoss, 'swallowed-pong', {}],
    [lifetimeCap, 'cut', { age: '50ms' }],
  ];
  for (const [fault, verb, settings] of cases) {
    it(`is hit again by ${fault.name}, and others and later ones are not`, async () => {
      const scene = await rig.scene(fault, { settings, victims: 1 });
      const { context, planned, clients } = scene;
      expect(fault.hitsReturning).to.equal(true);
      const active = await fault.inject(planned, context);
      const key = planned.victims[0]!;
      await clients.connect(rig.tap.url, [`${key}.1`, `other-1.1.0`]);
      const isHit = await lookUntil(systemClock, { withinMs: 5000, everyMs: 5 }, async () =>
        (await acted(scene, `${key}.1`, verb)) > 0 ? true : undefined,
      );
      expect(isHit).to.equal(true);
      expect(await acted(scene, 'other-1.1.0', verb)).to.equal(0);
      await active.heal();
      await clients.connect(rig.tap.url, [`${key}.2`]);
      const before = clients.received(`${key}.2`);
      await lookUntil(systemClock, { withinMs: 5000, everyMs: 5 }, () =>
        Promise.resolve(clients.received(`${key}.2`) > before + 3 ? true : undefined),
      );
      expect(await acted(scene, `${key}.2`, verb)).to.equal(0);
      await scene.close();
    });
  }
});
