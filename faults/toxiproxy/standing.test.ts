import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import type { ToxicSpec } from '../../harness/contracts/network.ts';
import type { LaneSpec, LanesRestart, RunningLanes } from '../../harness/contracts/parts.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { requireToxiproxy } from '../testing/require-toxiproxy.ts';
import { tcpEcho } from '../testing/tcp-echo.ts';
import { toxiproxyLanes } from './start-toxiproxy.ts';

const slow = (stream: ToxicSpec['stream'], latency: number): ToxicSpec => ({
  type: 'latency',
  stream,
  attributes: { latency, jitter: 0 },
});
const standing = [slow('upstream', 30), slow('downstream', 30)];
/** Timers of the server may ring a moment early. */
const leastMs = 55;
const mobile: LaneSpec = { name: 'mobile', toxics: [], standing };
const hurt: LaneSpec = { name: 'f1-mobile', toxics: [slow('upstream', 200)], standing };

describe('toxics that stand on a lane', function () {
  this.timeout(40_000);
  let serverPath = '';
  let echo: Server;
  let port: number;
  let lanes: RunningLanes;
  const open: Socket[] = [];
  const start = (specs: readonly LaneSpec[]): Promise<RunningLanes> =>
    toxiproxyLanes(systemClock, serverPath).start(`ws://127.0.0.1:${port}/`, specs);

  before(function () {
    serverPath = requireToxiproxy(this);
  });
  beforeEach(async () => {
    ({ server: echo, port } = await tcpEcho());
    lanes = await start([{ name: 'default', toxics: [] }, mobile, hurt]);
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.destroy();
    await lanes.stop(0);
    echo.close();
  });

  async function roundTripMs(lane: string): Promise<number> {
    const { hostname, port: lanePort } = new URL(lanes.urls[lane] ?? '');
    const socket = connect(Number(lanePort), hostname);
    open.push(socket);
    await once(socket, 'connect');
    const sentUs = systemClock.nowUs();
    socket.write('there and back');
    await once(socket, 'data');
    return (systemClock.nowUs() - sentUs) / 1000;
  }

  it('are in force from the start, and on their lanes alone', async () => {
    expect(await roundTripMs('mobile')).to.be.at.least(leastMs);
    expect(await roundTripMs('f1-mobile')).to.be.at.least(leastMs);
    // any trip may be late on a busy machine; with the fault's own toxic in force none could be so quick
    const isQuick = await lookUntil(systemClock, { withinMs: 10_000, everyMs: 1 }, async () =>
      (await roundTripMs('f1-mobile')) < 200 ? true : undefined,
    );
    expect(isQuick).to.equal(true);
    expect(await lanes.residue()).to.have.members([
      'mobile/standing-1-latency-upstream',
      'mobile/standing-2-latency-downstream',
      'f1-mobile/standing-1-latency-upstream',
      'f1-mobile/standing-2-latency-downstream',
    ]);
  });

  it('are none of a fault’s: it fires its own, disarms its own, and they stay', async () => {
    expect(await lanes.firedToxics('f1-mobile')).to.deep.equal([]);
    await lanes.fire('f1-mobile');
    expect(await lanes.firedToxics('f1-mobile')).to.deep.equal(['1-latency-upstream']);
    expect(await roundTripMs('f1-mobile')).to.be.at.least(200 + leastMs);
    await lanes.disarm('f1-mobile');
    expect(await lanes.firedToxics('f1-mobile')).to.deep.equal([]);
    expect(await roundTripMs('f1-mobile')).to.be.at.least(leastMs);
  });

  it('stand again where Toxiproxy had to be replaced', async () => {
    const restarted = Promise.withResolvers<LanesRestart>();
    lanes.onRestart?.(restarted.resolve);
    process.kill(lanes.pid, 'SIGKILL');
    await restarted.promise;
    while ((await lanes.residue()).length < 4) await systemClock.delay(5);
    expect(await roundTripMs('mobile')).to.be.at.least(leastMs);
  });

  it('leave nothing behind once they are lifted, not on a lane made anew either', async () => {
    await lanes.liftStanding?.();
    expect(await lanes.residue()).to.deep.equal([]);
    const restarted = Promise.withResolvers<LanesRestart>();
    lanes.onRestart?.(restarted.resolve);
    process.kill(lanes.pid, 'SIGKILL');
    await restarted.promise;
    const isBack = await lookUntil(systemClock, { withinMs: 10_000, everyMs: 10 }, () =>
      roundTripMs('mobile').then(
        () => true as const,
        () => undefined,
      ),
    );
    expect(isBack).to.equal(true);
    expect(await lanes.residue()).to.deep.equal([]);
  });

  it('are lifted although the server hangs', async () => {
    process.kill(lanes.pid, 'SIGSTOP');
    await lanes.liftStanding?.();
    expect(await lanes.residue()).to.deep.equal([]);
  });

  it('must be taken as they are asked for, or nothing starts', async () => {
    const misspelt: ToxicSpec = { ...slow('upstream', 30), attributes: { latencyy: 30 } };
    const error = await start([{ name: 'bad', toxics: [], standing: [misspelt] }]).catch(
      (reason: unknown) => reason,
    );
    expect((error as Error).message).to.contain('latencyy');
  });
});
