import { expect } from 'chai';
import { systemClock } from '../../harness/process/system-clock.ts';
import { requireToxiproxy } from '../testing/require-toxiproxy.ts';
import { stopThreads } from '../testing/stop-threads.ts';
import { Heartbeat } from './heartbeat.ts';
import { startServer, type ToxiproxyServer } from './server-process.ts';

describe('the heartbeat of a Toxiproxy', function () {
  this.timeout(20_000);
  let server: ToxiproxyServer;
  let heartbeat: Heartbeat;

  before(async function () {
    server = await startServer(systemClock, requireToxiproxy(this));
  });
  beforeEach(() => {
    heartbeat = new Heartbeat(systemClock, server);
  });
  afterEach(() => {
    heartbeat.stop();
  });
  after(() => server.stop(0));

  async function untilItBeats(): Promise<number> {
    const before = heartbeat.aliveUntilUs;
    while (heartbeat.aliveUntilUs === before) await systemClock.delay(5);
    return heartbeat.aliveUntilUs;
  }

  it('tells when it last answered, and stands still while it is stuck', async () => {
    await untilItBeats();
    const beating = await untilItBeats();
    await stopThreads(server.pid);
    const stoppedUs = systemClock.nowUs();
    await systemClock.delay(1000);
    expect(heartbeat.aliveUntilUs).to.be.within(beating, stoppedUs);
    process.kill(server.pid, 'SIGCONT');
    expect(await untilItBeats()).to.be.greaterThan(beating);
  });

  it('counts no answer once it is stopped', async () => {
    await untilItBeats();
    heartbeat.stop();
    const last = heartbeat.aliveUntilUs;
    await systemClock.delay(600);
    expect(heartbeat.aliveUntilUs).to.equal(last);
  });
});
