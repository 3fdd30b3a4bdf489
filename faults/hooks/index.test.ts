import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { WebSocket, WebSocketServer } from 'ws';
import { chaosHooks, type ChaosHooks, type ListeningHooks } from 'ws-chaos/hooks';
import { connectionHeader } from '../../harness/contracts/connection-id.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { createFakeClock } from '../../harness/testing/fake-clock.ts';

describe('the hooks in a plain ws server', () => {
  let server: WebSocketServer;
  let hooks: ChaosHooks;
  let socket: WebSocket;
  let client: WebSocket;
  let heard: string[];

  beforeEach(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    hooks = chaosHooks();
    server.on('connection', (accepted, request) => {
      hooks.attach(accepted, request);
      socket = accepted;
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    client = new WebSocket(`ws://127.0.0.1:${port}`, {
      headers: { [connectionHeader]: 'a-1.1.0' },
    });
    heard = [];
    client.on('message', (data: Buffer) => heard.push(data.toString()));
    await once(client, 'open');
  });
  afterEach(async () => {
    client.terminate();
    for (const each of server.clients) each.terminate();
    server.close();
    await once(server, 'close');
  });

  /** A ping passes by the fault point: what was sent before it has arrived when its pong is back. */
  async function settled(): Promise<void> {
    socket.ping();
    await once(socket, 'pong');
  }

  it('changes nothing until a fault is armed', async () => {
    socket.send('one');
    await settled();
    expect(heard).to.deep.equal(['one']);
    expect(hooks.connections()).to.deep.equal(['a-1.1.0']);
  });

  it('throws at the server in mode throw, below its health', async () => {
    await hooks.armEmit(['a-1.1.0'], 'throw', 0);
    expect(() => {
      socket.send('lost');
    }).to.throw('fault point');
    expect(await hooks.health(['a-1.1.0'])).to.deep.equal([
      { connection: 'a-1.1.0', healthy: true, hasConnections: true },
    ]);
    await hooks.emitProbe(['a-1.1.0'], 'n1');
    await settled();
    expect(heard).to.deep.equal([]);
  });

  it('tells the server that all is well in mode drop, and delivers nothing', async () => {
    await hooks.armEmit(['a-1.1.0'], 'drop', 0);
    await new Promise<void>((resolve) => {
      socket.send('lost', () => {
        resolve();
      });
    });
    await hooks.disarmEmit(['a-1.1.0']);
    socket.send('found');
    await settled();
    expect(heard).to.deep.equal(['found']);
  });

  it('keeps everything back in mode hang until it is disarmed', async () => {
    await hooks.armEmit(['a-1.1.0'], 'hang', 0);
    socket.send('one');
    socket.send('two');
    await settled();
    expect(heard).to.deep.equal([]);
    await hooks.disarmEmit(['a-1.1.0']);
    await settled();
    expect(heard).to.deep.equal(['one', 'two']);
  });

  it('is late by the delay in mode slow', async () => {
    const clock = createFakeClock();
    const slow = chaosHooks({ clock });
    const id = slow.attach(socket);
    await slow.armEmit([id], 'slow', 300);
    socket.send('late');
    await clock.advance(299);
    await settled();
    expect(heard).to.deep.equal([]);
    await clock.advance(1);
    await settled();
    expect(heard).to.deep.equal(['late']);
  });

  it('probes with a message of the server’s own where one is given', async () => {
    const sent: unknown[] = [];
    const quiet = chaosHooks({ probeMessage: (nonce) => `6${nonce}` });
    const id = quiet.attach({
      readyState: 1,
      send: (data) => sent.push(data),
      once: () => undefined,
    });
    await quiet.emitProbe([id], 'n1');
    expect(sent).to.deep.equal(['6n1']);
  });

  it('throws in the handler and in the removal so often and so long as it is told to', async () => {
    const connections = ['a-1.1.0'];
    const failures = (of: 'handling' | 'removing'): number => {
      let count = 0;
      for (let turn = 0; turn < 3; turn++) {
        try {
          hooks[of](socket);
        } catch {
          count++;
        }
      }
      return count;
    };
    expect(failures('handling')).to.equal(0);
    await hooks.handler.arm(connections, { times: 2, lastingMs: 0 });
    expect(failures('handling')).to.equal(2);
    await hooks.cleanup.arm(connections, { times: 1, lastingMs: 60_000 });
    expect(failures('removing')).to.equal(3);
    await hooks.cleanup.disarm(connections);
    expect(failures('removing')).to.equal(0);
  });

  it('steps Date, and gives it back untouched', async () => {
    const own = globalThis.Date;
    const beforeMs = new own().getTime();
    await hooks.clock.step(-86_400_000);
    expect(new Date().getTime() - beforeMs).to.be.within(-86_400_000, -86_390_000);
    expect(Date.parse('2020-01-01T00:00:00Z')).to.equal(1_577_836_800_000);
    expect(new Date(0).toISOString()).to.equal('1970-01-01T00:00:00.000Z');
    expect(new Date()).to.be.instanceOf(own);
    await hooks.clock.step(86_400_000);
    expect(globalThis.Date).to.equal(own);
  });

  it('leaves other connections alone, and forgets the closed', async () => {
    await hooks.armEmit(['b-1.1.0'], 'drop', 0);
    socket.send('one');
    await settled();
    expect(heard).to.deep.equal(['one']);
    client.terminate();
    await once(socket, 'close');
    expect(hooks.connections()).to.deep.equal([]);
  });

  it('stops the event loop for as long as it is told to', () => {
    const beganUs = systemClock.nowUs();
    hooks.stallLoop(50);
    expect(systemClock.nowUs() - beganUs).to.be.at.least(49_000);
  });

  describe('over its control port', () => {
    const connections = ['a-1.1.0'];
    let call: (path: string, body: unknown, token?: string) => Promise<Response>;
    let control: ListeningHooks;
    beforeEach(async () => {
      control = await hooks.listen();
      call = (path, body, token = control.token) =>
        fetch(control.url + path, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
          body: JSON.stringify(body),
        });
    });
    afterEach(() => control.close());

    it('arms and disarms for whoever has the token', async () => {
      await call('/fault-points/emit', { connections, mode: 'hang' });
      await call('/probe', { connections, nonce: 'n1' });
      await settled();
      expect(heard).to.deep.equal([]);
      const health = (await (await call('/health', { connections })).json()) as unknown[];
      expect(health[0]).to.include({ healthy: true });
      await call('/fault-points/emit/disarm', { connections });
      await settled();
      expect(heard).to.deep.equal([JSON.stringify({ type: 'probe', nonce: 'n1' })]);
    });

    it('makes handlers and removals fail, and steps the clock', async () => {
      await call('/fault-points/handler', { connections, times: 1, lastingMs: 0 });
      expect(() => {
        hooks.handling(socket);
      }).to.throw('fault point');
      await call('/fault-points/cleanup', { connections, times: 1, lastingMs: 60_000 });
      await call('/fault-points/cleanup/disarm', { connections });
      hooks.removing(socket);
      const read = async (): Promise<number> => {
        const headers = { authorization: `Bearer ${control.token}` };
        return (
          (await (await fetch(`${control.url}/clock`, { headers })).json()) as { nowUs: number }
        ).nowUs;
      };
      const beforeUs = await read();
      await call('/fault-points/clock', { byMs: 60_000 });
      expect((await read()) - beforeUs).to.be.at.least(60_000_000);
      await call('/fault-points/clock', { byMs: -60_000 });
      expect((await call('/fault-points/clock', {})).status).to.equal(400);
    });

    it('stalls the loop', async () => {
      const stalls: number[] = [];
      hooks.stallLoop = (ms) => stalls.push(ms);
      await call('/fault-points/stall', { ms: 80 });
      expect(stalls).to.deep.equal([80]);
    });

    it('refuses strangers, unknown routes and nonsense', async () => {
      expect((await call('/probe', { connections, nonce: 'n' }, 'wrong')).status).to.equal(401);
      expect((await call('/elsewhere', {})).status).to.equal(404);
      expect((await call('/fault-points/emit', { connections, mode: 'x' })).status).to.equal(400);
      expect((await call('/health', { connections: 'all' })).status).to.equal(400);
    });
  });
});
