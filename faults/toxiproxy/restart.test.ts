import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import type { LaneSpec, LanesRestart, RunningLanes } from '../../harness/contracts/parts.ts';
import { isAlive } from '../../harness/process/is-alive.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { requireToxiproxy } from '../testing/require-toxiproxy.ts';
import { stopThreads } from '../testing/stop-threads.ts';
import { tcpEcho } from '../testing/tcp-echo.ts';
import { toxiproxyLanes } from './start-toxiproxy.ts';

const slow: LaneSpec['toxics'] = [
  { type: 'latency', stream: 'downstream', attributes: { latency: 10, jitter: 0 } },
];

/** A stopped server takes connections and answers nothing: each call to it runs into its time limit. */
describe('the last step of the undo ladder, on a server that is stuck', function () {
  this.timeout(40_000);
  let serverPath = '';
  let echo: Server;
  let lanes: RunningLanes;
  let restarts: LanesRestart[];
  let stuck = 0;
  let stoppedUs = 0;
  const open: Socket[] = [];

  before(function () {
    serverPath = requireToxiproxy(this);
  });
  beforeEach(async () => {
    const { server, port } = await tcpEcho();
    echo = server;
    lanes = await toxiproxyLanes(systemClock, serverPath).start(`ws://127.0.0.1:${port}/`, [
      { name: 'calm', toxics: [] },
      { name: 'one', toxics: slow },
      { name: 'two', toxics: slow },
    ]);
    restarts = [];
    lanes.onRestart?.((restart) => restarts.push(restart));
    await lanes.fire('one');
    await lanes.fire('two');
    stuck = lanes.pid;
    await stopThreads(stuck);
    stoppedUs = systemClock.nowUs();
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.destroy();
    await lanes.stop(0);
    echo.close();
  });

  async function echoed(lane: string): Promise<string> {
    const { hostname, port } = new URL(lanes.urls[lane] ?? '');
    const socket = connect(Number(port), hostname);
    open.push(socket);
    socket.write(lane);
    const [data] = (await once(socket, 'data')) as [Buffer];
    return data.toString();
  }

  it('kills it, starts another with every lane at its old address, and says so', async () => {
    const urls = { ...lanes.urls };
    await lanes.disarm('one');
    expect(isAlive(stuck)).to.equal(false);
    expect(lanes.pid).not.to.equal(stuck);
    expect(isAlive(lanes.pid)).to.equal(true);
    expect(restarts).to.have.length(1);
    expect(restarts[0]).to.include({ pid: lanes.pid, killedPid: stuck });
    expect(restarts[0]?.aliveUntilUs).to.be.within(stoppedUs - 10_000_000, stoppedUs);
    expect(restarts[0]?.reason).to.match(/did not answer DELETE .*one/);
    expect(lanes.urls).to.deep.equal(urls);
    for (const lane of ['calm', 'one', 'two']) expect(await echoed(lane)).to.equal(lane);
  });

  it('keeps the fault of another lane in force, and lets it be healed later', async () => {
    await lanes.disarm('one');
    expect(await lanes.residue()).to.deep.equal(['two/1-latency-downstream']);
    await lanes.disarm('two');
    expect(await lanes.residue()).to.deep.equal([]);
    expect(restarts).to.have.length(1);
  });

  it('restarts once when several lanes hang on it', async () => {
    await Promise.all([lanes.disarm('one'), lanes.disarm('two'), lanes.remove('calm')]);
    expect(restarts).to.have.length(1);
    expect(await lanes.residue()).to.deep.equal([]);
    for (const lane of ['one', 'two']) expect(await echoed(lane)).to.equal(lane);
  });

  it('does not call the server gone that it killed', async () => {
    let isGone = false;
    void lanes.exited.then(() => {
      isGone = true;
    });
    await lanes.disarm('one');
    expect(await echoed('one')).to.equal('one');
    expect(isGone).to.equal(false);
  });

  it('leaves nothing behind when it is stopped in the middle of it', async () => {
    const disarmed = lanes.disarm('one').catch(() => undefined);
    while (isAlive(stuck)) await systemClock.delay(1);
    await lanes.stop(0);
    await disarmed;
    expect(isAlive(lanes.pid)).to.equal(false);
    await lanes.exited;
  });
});
