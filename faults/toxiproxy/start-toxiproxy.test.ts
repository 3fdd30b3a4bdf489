import { once } from 'node:events';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { ChaosError } from '../../harness/contracts/errors.ts';
import type { ToxicSpec } from '../../harness/contracts/network.ts';
import type { LaneSpec, LanesRestart, RunningLanes } from '../../harness/contracts/parts.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { requireToxiproxy } from '../testing/require-toxiproxy.ts';
import { tcpEcho } from '../testing/tcp-echo.ts';
import { toxiproxyLanes } from './start-toxiproxy.ts';

const silentUp: LaneSpec = {
  name: 'hurt',
  toxics: [
    { type: 'slow_close', stream: 'upstream', attributes: { delay: 86_400_000 } },
    { type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } },
  ],
};
const calm: LaneSpec = { name: 'default', toxics: [] };

describe('toxiproxyLanes', () => {
  let serverPath = '';
  let echo: Server;
  const open: Socket[] = [];
  let lanes: RunningLanes;

  before(function () {
    serverPath = requireToxiproxy(this);
  });
  beforeEach(async () => {
    const { server, port } = await tcpEcho();
    echo = server;
    lanes = await toxiproxyLanes(systemClock, serverPath).start(
      `ws://127.0.0.1:${port}/chat?room=1`,
      [calm, silentUp],
    );
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.destroy();
    await lanes.stop(0);
    echo.close();
  });

  async function dial(lane: string): Promise<Socket> {
    const { hostname, port } = new URL(lanes.urls[lane] ?? '');
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    open.push(socket);
    await once(socket, 'connect');
    return socket;
  }
  async function roundTrip(socket: Socket, text: string): Promise<string> {
    socket.write(text);
    const [data] = (await once(socket, 'data')) as [Buffer];
    return data.toString();
  }

  /** Writes until nothing moves any more: every buffer up to the peer that does not read is full. */
  async function fillPipe(socket: Socket): Promise<void> {
    const filler = Buffer.alloc(1 << 20);
    let still = 0;
    let written = -1;
    await lookUntil(systemClock, { withinMs: 5000, everyMs: 20 }, () => {
      if (socket.writableLength < filler.length) socket.write(filler);
      still = socket.bytesWritten - socket.writableLength === written ? still + 1 : 0;
      written = socket.bytesWritten - socket.writableLength;
      return Promise.resolve(still >= 10 ? true : undefined);
    });
  }

  it('gives every lane an address of its own with the path of the server', () => {
    expect(Object.keys(lanes.urls)).to.have.members(['default', 'hurt']);
    expect(lanes.urls['hurt']).to.match(/^ws:\/\/127\.0\.0\.1:\d+\/chat\?room=1$/);
    expect(lanes.urls['hurt']).not.to.equal(lanes.urls['default']);
  });

  it('arms toxics that do nothing until fired, then bite on connections already open', async () => {
    const hurt = await dial('hurt');
    const bystander = await dial('default');
    expect(await roundTrip(hurt, 'before')).to.equal('before');
    expect(await lanes.firedToxics('hurt')).to.deep.equal([]);
    await lanes.fire('hurt');
    const heard: string[] = [];
    hurt.on('data', (data: Buffer) => heard.push(data.toString()));
    hurt.write('lost');
    expect(await roundTrip(bystander, 'kept')).to.equal('kept');
    expect(heard).to.deep.equal([]);
    expect(await lanes.firedToxics('hurt')).to.deep.equal([
      '1-slow_close-upstream',
      '2-timeout-upstream',
    ]);
    expect(await lanes.residue()).to.have.length(2);
  });

  it('disarms without closing what is alive', async () => {
    const hurt = await dial('hurt');
    await lanes.fire('hurt');
    await lanes.disarm('hurt');
    expect(await roundTrip(hurt, 'again')).to.equal('again');
    expect(await lanes.residue()).to.deep.equal([]);
  });

  it('removes a lane with its connections, twice as well as once', async () => {
    const hurt = await dial('hurt');
    await lanes.fire('hurt');
    const closed = once(hurt, 'close');
    await lanes.remove('hurt');
    await lanes.remove('hurt');
    await closed;
    expect(await lanes.residue()).to.deep.equal([]);
    expect(await roundTrip(await dial('default'), 'fine')).to.equal('fine');
  });

  it('frees a lane whose API hangs behind a reader that stopped, and keeps its address', async () => {
    await lanes.stop(0);
    const { port } = echo.address() as AddressInfo;
    const timeoutDown: ToxicSpec = {
      type: 'timeout',
      stream: 'downstream',
      attributes: { timeout: 0 },
    };
    lanes = await toxiproxyLanes(systemClock, serverPath).start(`ws://127.0.0.1:${port}/`, [
      { name: 'full', toxics: [timeoutDown] },
    ]);
    const address = lanes.urls['full'];
    const full = await dial('full');
    full.pause();
    await fillPipe(full);
    await lanes.disarm('full');
    expect(await roundTrip(await dial('full'), 'alive')).to.equal('alive');
    expect(lanes.urls['full']).to.equal(address);
    expect(await lanes.residue()).to.deep.equal([]);
  });

  it('replaces a server that dies, at its old addresses, and says that it is gone when that does not help', async () => {
    const urls = { ...lanes.urls };
    for (let death = 1; death <= 3; death += 1) {
      const restarted = Promise.withResolvers<LanesRestart>();
      lanes.onRestart?.(restarted.resolve);
      const { pid } = lanes;
      const killedUs = systemClock.nowUs();
      process.kill(pid, 'SIGKILL');
      const { aliveUntilUs, ...restart } = await restarted.promise;
      expect(aliveUntilUs).to.be.below(killedUs);
      expect(restart).to.deep.equal({
        pid: lanes.pid,
        killedPid: pid,
        reason: 'it died (signal SIGKILL)',
      });
      expect(lanes.urls).to.deep.equal(urls);
      await lookUntil(systemClock, { withinMs: 5000, everyMs: 10 }, () =>
        dial('default')
          .then((socket) => roundTrip(socket, 'back'))
          .catch(() => undefined),
      );
    }
    await lanes.fire('hurt');
    process.kill(lanes.pid, 'SIGKILL');
    const exit = await lanes.exited;
    expect(exit.signal).to.equal('SIGKILL');
    const error = await lanes.fire('hurt').catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ChaosError);
    expect((error as ChaosError).code).to.equal('CHAOS_ERR_TOXIPROXY_DIED');
    expect(await lanes.residue()).to.deep.equal([]);
  });

  it('fires a lane that is asked for while its server is being replaced', async () => {
    const fired = Promise.withResolvers<unknown>();
    lanes.onRestart?.(() => {
      lanes.fire('hurt').then(fired.resolve, fired.reject);
    });
    process.kill(lanes.pid, 'SIGKILL');
    await fired.promise;
    expect((await lanes.residue()).join()).to.include('hurt/');
  });

  it('refuses a toxic whose attribute the server did not take, and leaves no server behind', async () => {
    const misspelt: LaneSpec = {
      name: 'bad',
      toxics: [{ type: 'latency', stream: 'upstream', attributes: { latencyy: 5 } }],
    };
    const error = await toxiproxyLanes(systemClock, serverPath)
      .start('ws://127.0.0.1:9/', [misspelt])
      .catch((reason: unknown) => reason);
    expect((error as ChaosError).message).to.contain('latencyy');
  });

  it('keeps what the server said in the error', async () => {
    const error = await toxiproxyLanes(systemClock, serverPath)
      .start('ws://127.0.0.1:9/', [
        { name: 'bad', toxics: [{ type: 'earthquake', stream: 'upstream', attributes: {} }] },
      ])
      .catch((reason: unknown) => reason);
    expect((error as ChaosError).code).to.equal('CHAOS_ERR_TOXIPROXY_CALL');
    expect((error as ChaosError).message).to.contain('invalid toxic type');
  });

  it('refuses to start what is no server', async () => {
    const error = await toxiproxyLanes(systemClock, '/nonexistent/toxiproxy-server')
      .start('ws://127.0.0.1:9/', [])
      .catch((reason: unknown) => reason);
    expect((error as ChaosError).code).to.equal('CHAOS_ERR_TOXIPROXY_START');
    expect((error as ChaosError).help).to.be.a('string');
  });
});
