import { expect } from 'chai';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChaosError } from '../../harness/contracts/errors.ts';
import type { LoadRequest, RunningLoad } from '../../harness/contracts/load.ts';
import type { Plan, PlannedUser } from '../../harness/contracts/plan.ts';
import { isAlive } from '../../harness/process/is-alive.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { startEchoServer, type EchoServer } from '../engine/testing/echo-server.ts';
import { k6Driver } from './k6.ts';
import { CollectedEvents } from './testing/collected-events.ts';
import { installStandIn, type Misbehaviour } from './testing/install-stand-in.ts';

const user = (id: string, connections = 1): PlannedUser => ({
  id,
  cohort: id.startsWith('power') ? 'power' : 'signup',
  connections,
  startAfterMs: 0,
  arrival: false,
  seed: 1,
});

const forever = `import { WebSocket } from 'k6/websockets';
  export default () => { new WebSocket(__ENV.WS_URL); console.log('engine', __ENV.CHAOS_ENGINE); }`;

describe('k6 driver, with a stand-in for k6', function () {
  this.slow(8000);
  let server: EchoServer;
  let directory: string;
  let load: RunningLoad | undefined;
  let events: CollectedEvents;
  let exits: unknown[][];
  let exited: PromiseWithResolvers<void>;
  beforeEach(async () => {
    server = await startEchoServer();
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-k6-'));
    events = new CollectedEvents();
    load = undefined;
    exits = [];
    exited = Promise.withResolvers();
  });
  afterEach(async () => {
    load?.kill();
    await server[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  async function start(
    script: { source?: string; users?: readonly PlannedUser[]; path?: string },
    misbehaviour: Misbehaviour = 'none',
    more: Partial<LoadRequest> = {},
  ): Promise<RunningLoad> {
    const { source, users = [user('power-1')] } = script;
    if (source !== undefined) await writeFile(join(directory, 's.ts'), source);
    const named = source === undefined ? {} : { script: 's.ts' };
    const plan = {
      lanes: [],
      serviceLevel: {},
      load: { activity: 'idle', env: {}, users, ...named },
    };
    // of this test alone: what an earlier one killed may still have something to say
    const [mine, ends, ended] = [events, exits, exited];
    load = await k6Driver(systemClock, await installStandIn(directory, misbehaviour)).start({
      plan: plan as unknown as Plan,
      baseDirectory: directory,
      laneUrls: { default: `${server.url}${script.path ?? '/echo'}` },
      workDirectory: join(directory, 'work'),
      durationMs: 20_000,
      onEvents: (each) => {
        mine.add(each);
      },
      onExit: (...how) => {
        ends.push(how);
        ended.resolve();
      },
      ...more,
    });
    return load;
  }

  const failureOf = async (starting: Promise<unknown>): Promise<ChaosError> =>
    starting.then(
      () => {
        throw new Error('it started');
      },
      (error: unknown) => error as ChaosError,
    );

  it('runs a script that says neither how many nor how long for every user until the end', async () => {
    await start({ source: forever, users: [user('power-1'), user('power-2'), user('power-3')] });
    const all = await lookUntil(systemClock, { withinMs: 10_000, everyMs: 20 }, () =>
      Promise.resolve(server.clients.size === 3 ? true : undefined),
    );
    expect(all, `${server.clients.size} open`).to.equal(true);
  });

  it('runs the user mix, whose connections the history names', async () => {
    const running = await start({ users: [user('power-1', 2), user('signup-1')] });
    await Promise.all(
      ['power-1.1.0', 'power-1.2.0', 'signup-1.1.0'].map((id) => events.until('client.open', id)),
    );
    expect(server.upgrades.map(({ headers }) => headers['x-chaos-connection'])).to.have.members([
      'power-1.1.0',
      'power-1.2.0',
      'signup-1.1.0',
    ]);
    // a harness that is killed now must leave no pipe behind
    expect(await readdir(join(directory, 'work'))).to.deep.equal(['load-users.json']);
    for (const peer of server.clients) peer.close(1012, 'restart');
    await events.until('client.closed', 'power-1.1.0');
    await Promise.all(
      ['power-1.1.1', 'power-1.2.1', 'signup-1.1.1'].map((id) => events.until('client.open', id)),
    );
    expect(events.of('client.closed')[0]).to.include({ code: 1012, by: 'server' });
    await events.untilOne((event) => event.kind === 'load.sample' && event.usersActive === 2);
    await running.stop(2000);
    expect(events.of('load.log')[0]?.text).to.equal('k6 v2.2.0 (stand-in)');
    expect(events.of('load.ready')).to.have.length(1);
    expect(events.of('load.ready')[0]).to.include({ users: 2 });
    expect(events.of('load.sample').at(-1)).to.include({ usersActive: 0, achievedStarts: 2 });
    expect(events.of('load.threshold')).to.not.be.empty;
    const metric = events.of('load.metric').find(({ metric: name }) => name === 'ws_sessions');
    expect(metric).to.deep.include({ type: 'counter' });
    expect(metric?.values['count']).to.be.at.least(6);
    expect(exits).to.deep.equal([]);
    expect(isAlive(running.pid)).to.equal(false);
    expect(await readdir(join(directory, 'work'))).to.deep.equal(['load-users.json']);
  });

  it('puts what the script told on the clock of the run', async () => {
    const beforeUs = systemClock.nowUs();
    await start({});
    await events.until('client.open');
    const [opened] = events.of('client.open');
    // the stand-in writes wall time in whole milliseconds, and so reads the clock of the label
    expect(opened?.atUs).to.be.within(beforeUs - 2000, systemClock.nowUs() + 2000);
  });

  it('tells refusals, the log of the script, and which engine runs it', async () => {
    const running = await start({ path: '/nowhere' });
    await events.until('client.refused');
    expect(events.of('client.refused')[0]).to.include({ connection: 'power-1.1.0', status: 403 });
    await running.stop(2000);
    expect(events.of('client.closed')).to.deep.equal([]);

    const other = await start({ source: forever });
    await events.untilOne((event) => event.kind === 'load.log' && event.text === 'engine k6');
    await other.stop(2000);
  });

  it('is done when the script is, failed thresholds and all', async () => {
    const running = await start({
      source: `import { Counter } from 'k6/metrics';
        const mine = new Counter('my_errors');
        export const options = { iterations: 3, thresholds: { my_errors: ['count<2'] } };
        export default () => { mine.add(1); }`,
    });
    await events.until('load.threshold');
    await running.stop(1000);
    expect(events.of('load.threshold')[0]).to.include({
      metric: 'my_errors',
      expression: 'count<2',
      ok: false,
    });
    expect(events.of('load.sample').at(-1)).to.include({ achievedStarts: 3, dropped: 0 });
    expect(events.of('load.log').at(-1)).to.include({ level: 'info' });
    expect(exits).to.deep.equal([]);
  });

  it('rejects a k6 that refuses its options, in its own words', async () => {
    const error = await failureOf(start({ source: forever }, 'refuse'));
    expect(error).to.include({ code: 'CHAOS_ERR_LOAD_SCRIPT' });
    expect(error.message).to.contain('exit code 104').and.contain('invalid syntax');
    expect(await readdir(join(directory, 'work'))).to.deep.equal(['load-users.json']);
  });

  it('says with what last words a k6 crashed', async () => {
    await start({ source: forever }, 'crash');
    await exited.promise;
    const died = events.of('load.log').at(-1);
    expect(died?.level).to.equal('error');
    expect(died?.text)
      .to.match(/exit code 109: it crashed/)
      .and.contain('panic: runtime error')
      .and.contain('CHAOS_ERR_LOAD_DIED');
    expect(exits).to.deep.equal([[109, null]]);
  });

  it('kills a k6 that does not hear an interrupt', async () => {
    const running = await start({ source: forever }, 'deaf');
    await running.stop(-4900);
    expect(isAlive(running.pid)).to.equal(false);
    expect(events.of('load.log').at(-1)?.text).to.contain('SIGKILL');
    expect(exits).to.deep.equal([]);
  });

  it('says when a k6 is killed by somebody else', async () => {
    const running = await start({ source: forever });
    process.kill(running.pid, 'SIGKILL');
    await exited.promise;
    await running.stop(1000);
    expect(exits).to.deep.equal([[null, 'SIGKILL']]);
  });

  it('rejects a file that cannot be executed', async () => {
    const path = join(directory, 'k6');
    await writeFile(path, '\u0000no program');
    const request = { plan: { lanes: [], load: { env: {}, users: [] } }, laneUrls: {} };
    const order = { ...request, baseDirectory: '/', workDirectory: directory, durationMs: 1 };
    const driver = k6Driver(systemClock, { path, how: 'K6' });
    const error = await failureOf(driver.start(order as unknown as LoadRequest));
    expect(error).to.include({ code: 'CHAOS_ERR_LOAD_START' });
    expect(error.message).to.contain('EACCES');
  });

  it('refuses to make connections vanish', async () => {
    const running = await start({ source: forever });
    const error = await failureOf(running.vanish(['power-1.1.0']));
    expect(error).to.include({ code: 'CHAOS_ERR_FAULT_INJECT' });
  });
});
