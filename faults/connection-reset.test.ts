import { once } from 'node:events';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { connectionHeader } from '../harness/contracts/connection-id.ts';
import { describeFault } from './fault.contract.ts';
import { connectionReset } from './connection-reset.ts';
import { withoutRules } from './testing/leave-out.ts';
import { openRig, type Rig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

describeFault(connectionReset, {
  refused: [
    [{ moment: 'noon' }, 'noon'],
    [{ at: 'byte' }, 'no setting `at`'],
    [{ after: 0 }, 'after'],
  ],
  leftOut: withoutRules,
});

describe('connectionReset', () => {
  let rig: Rig;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  after(() => rig.close());

  /** What a client of this name meets at the tap: an error at the upgrade, or a code behind it. */
  async function comes(id: string): Promise<string> {
    const socket = new WebSocket(rig.tap.url, { headers: { [connectionHeader]: id } });
    const failed = once(socket, 'close').then(
      ([code]) => `closed ${String(code)}`,
      (error: unknown) => `refused ${String((error as NodeJS.ErrnoException).code)}`,
    );
    // what came together with the answer may still arrive: only an answer to something said later counts
    const served = once(socket, 'message').then(
      async () => {
        socket.ping();
        await once(socket, 'pong');
        return 'served';
      },
      () => failed,
    );
    const fate = await Promise.race([failed, served]);
    socket.on('error', () => undefined).terminate();
    return fate;
  }

  for (const [moment, fate] of [
    ['connect', /^refused ECONNRESET$/],
    ['upgrade', /^closed 1006$/],
  ] as const) {
    it(`hits at ${moment} whoever comes again, until it heals`, async () => {
      const scene = await rig.scene(connectionReset, { settings: { moment } });
      const { context, planned } = scene;
      const active = await connectionReset.inject(planned, context);
      const { unproven, victims, facts } = await active.prove();
      expect(unproven).to.deep.equal([]);
      expect(victims).to.include.members(planned.victims.map((key) => `${key}.0`));
      expect(facts).to.include({ knocks: 3, strangerGot: 101 });
      expect(await comes(`${planned.victims[0]!}.1`)).to.match(fate);
      expect(await comes('signup-77.1.0')).to.equal('served');
      await active.heal();
      expect(await comes(`${planned.victims[0]!}.2`)).to.equal('served');
      await scene.close();
    });

    it(`is not proven at ${moment} when only the open connection is reset`, async () => {
      const scene = await rig.scene(connectionReset, { settings: { moment } });
      const { context, planned } = scene;
      const injector = { ...context.tap.injector!, armComing: () => Promise.resolve() };
      const tap = { ...context.tap, injector };
      const active = await connectionReset.inject(planned, { ...context, tap });
      const { victims, unproven } = await active.prove();
      expect(victims.filter((id) => id.endsWith('.0'))).to.deep.equal([]);
      expect(unproven[0]?.reason).to.equal('who comes in its name is not reset');
      await active.heal();
      await scene.close();
    });
  }
});
