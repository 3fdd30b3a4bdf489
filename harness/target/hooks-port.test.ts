import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import WebSocket from 'ws';
import type { ChaosError } from '../contracts/errors.ts';
import type { RunningTarget } from '../contracts/parts.ts';
import type { TargetSpec } from '../contracts/scenario.ts';
import { freePort } from '../process/free-port.ts';
import { systemClock } from '../process/system-clock.ts';
import { targetStarter } from './start-target.ts';

const module = fileURLToPath(
  new URL('../../faults/hooks/testing/hooked-server.ts', import.meta.url),
);

function start(spec: Partial<TargetSpec>): Promise<RunningTarget> {
  const whole = { settings: {}, startWithinMs: 10_000, ...spec };
  return targetStarter(systemClock).start(whole, tmpdir());
}

describe('a server of the user’s own with hooks', () => {
  let port: number;
  let own: { readonly command: readonly string[]; readonly url: string };

  beforeEach(async () => {
    port = await freePort();
    const command = [process.execPath, module, String(port)];
    own = { command, url: `ws://127.0.0.1:${String(port)}/` };
  });

  async function stallsAnEmitter({ control }: RunningTarget): Promise<void> {
    const socket = new WebSocket(control.url, { headers: { 'x-chaos-connection': 'a-1.1.0' } });
    await once(socket, 'open');
    await control.faultPoints?.armEmit(['a-1.1.0'], 'hang', 0);
    socket.send('held');
    socket.ping();
    await once(socket, 'pong');
    expect(await control.faultPoints?.health(['a-1.1.0'])).to.deep.equal([
      { connection: 'a-1.1.0', healthy: true, hasConnections: true },
    ]);
    const message = once(socket, 'message');
    await control.faultPoints?.disarmEmit(['a-1.1.0']);
    expect(String((await message)[0])).to.equal('held');
    socket.terminate();
  }

  it('is found by the line it prints', async () => {
    const target = await start({ ...own, hooks: 'ready-line' });
    await stallsAnEmitter(target);
    await target.stop(500);
  });

  it('listens where the scenario says, for the run that starts it and for one that finds it', async () => {
    const hooks = `http://secret@127.0.0.1:${String(await freePort())}`;
    const first = await start({ ...own, hooks });
    await stallsAnEmitter(first);
    const second = await start({ url: own.url, hooks });
    await stallsAnEmitter(second);
    const stranger = hooks.replace('secret', 'guess');
    const error = await start({ url: own.url, hooks: stranger }).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'CHAOS_ERR_TARGET_START');
    expect((error as ChaosError).message).to.contain('token');
    await first.stop(500);
  });

  it('is reported and ended when it has no hooks', async () => {
    const listening = `require('node:net').createServer().listen(${String(port)}, '127.0.0.1')`;
    const command = [process.execPath, '-e', listening];
    const error = await start({ ...own, command, hooks: 'ready-line' }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('message').that.contains('no chaosHooks()');
    const [refused] = (await once(new WebSocket(own.url), 'error')) as [Error];
    expect(refused.message).to.contain('ECONNREFUSED');
  });

  it('steps its wall clock and makes it jump back', async () => {
    const target = await start({ ...own, hooks: 'ready-line' });
    const clock = target.control.faultPoints!.clock!;
    const beforeUs = await clock.nowUs();
    await clock.step(3_600_000);
    expect((await clock.nowUs()) - beforeUs).to.be.within(3_600_000_000, 3_605_000_000);
    await clock.step(-3_600_000);
    expect((await clock.nowUs()) - beforeUs).to.be.within(0, 5_000_000);
    await target.stop(500);
  });
});
