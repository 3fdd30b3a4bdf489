import { expect } from 'chai';
import type { FaultContext, HealReport } from '../harness/contracts/fault.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { describeFault } from './fault.contract.ts';
import { statsPoll } from './stats-poll.ts';
import { openRig, type Rig, type Scene } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

/** The census of a server that has nobody. */
function ofAnEmptyServer(context: FaultContext): FaultContext {
  const census = (): Promise<never> =>
    Promise.resolve({ claimed: 0, limit: 0, reclaimable: 0, connections: [] } as never);
  return { ...context, target: { ...context.target, census } };
}

describeFault(statsPoll, {
  settings: { every: '10ms' },
  refused: [
    [{ every: '1ms' }, 'every'],
    [{ rounds: 0 }, 'rounds'],
  ],
  leftOut: ofAnEmptyServer,
});

describe('statsPoll', () => {
  let rig: Rig;
  let scene: Scene;

  beforeEach(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  afterEach(async () => {
    await scene.close();
    await rig.close();
  });

  it('is not proven by answers to questions that never reached the server', async () => {
    const settings = { every: '10ms', proofWithin: '1s' };
    scene = await rig.scene(statsPoll, { settings });
    const { target } = scene.context;
    const census = await target.census?.();
    const ids = census?.connections.map(({ connection }) => connection) ?? [];
    const health = (await target.faultPoints?.health(ids)) ?? [];
    const remembered = {
      ...target,
      census: () => Promise.resolve(census!),
      faultPoints: { ...target.faultPoints!, health: () => Promise.resolve(health) },
    };
    const active = await statsPoll.inject(scene.planned, { ...scene.context, target: remembered });
    const { victims, unproven } = await active.prove();
    expect(victims).to.deep.equal([]);
    expect(unproven[0]?.reason).to.equal('the kernel counts 0 questions at the server, not 6');
    await active.heal();
  });

  describe('once healed', () => {
    let over: AbortController;
    beforeEach(() => {
      over = new AbortController();
    });
    afterEach(() => {
      over.abort();
    });

    async function healed(change: (context: FaultContext) => FaultContext): Promise<HealReport> {
      scene = await rig.scene(statsPoll, { settings: { every: '10ms' } });
      const { target } = scene.context;
      // the server hears of others, too, as of a run that wants its census
      void again(30, () => target.census?.());
      const active = await statsPoll.inject(scene.planned, change(scene.context));
      await active.prove();
      return active.heal();
    }

    async function again(everyMs: number, ask: () => Promise<unknown> | undefined): Promise<void> {
      const { signal } = over;
      while (!signal.aborted) {
        await ask()?.catch(() => undefined);
        await systemClock.delay(everyMs, signal).catch(() => undefined);
      }
    }

    it('is heard to have ended', async () => {
      const { how, clean } = await healed((context) => context);
      expect(clean, how).to.equal(true);
      const [, after, before] = /counts (\d+) questions in \d+ ms, (\d+) before/.exec(how) ?? [];
      expect(Number(before) - Number(after), how).to.be.at.least(4);
    });

    it('is not clean while the server is asked as before', async () => {
      const { how, clean } = await healed((context) => {
        const { target } = context;
        let askedUs = Infinity;
        void again(5, async () => {
          if (systemClock.nowUs() - askedUs < 20_000) return;
          await Promise.all([target.census?.(), target.faultPoints?.health([])]);
        });
        const census: typeof target.census = () => {
          askedUs = systemClock.nowUs();
          return target.census!();
        };
        return { ...context, target: { ...target, census } };
      });
      expect(how).to.match(/^the kernel still counts \d+ questions in \d+ ms, \d+ before$/);
      expect(clean).to.equal(false);
    });

    it('says where that could not be seen', async () => {
      const { how } = await healed((context) => {
        const target = { ...context.target };
        Reflect.deleteProperty(target, 'pid');
        return { ...context, target };
      });
      expect(how).to.equal('asks no more; the kernel cannot be asked whether it has ended');
    });
  });
});
